package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import io.holdfast.net.remote.Call.Lane;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final List<Condition> AT_ONE = List.of(new Condition.KeyAt("a", 1));
  private static final Operation DELETE = Operation.Delete.of("a");
  private static final Operation LEASE =
      Operation.Put.of("a", Bytes.EMPTY).withTtl(Ttl.of(Duration.ofSeconds(10)));
  private static final Operation TICKET =
      Operation.Put.of("b", Bytes.EMPTY).ownedBy(new LeaseRef("lease", 7));

  @Test
  void shouldReserveALaneForRenewalsAndReleases() {
    assertEquals(Lane.RESERVED, Lane.of(List.of(LEASE), AT_ONE));
    assertEquals(Lane.RESERVED, Lane.of(List.of(DELETE), AT_ONE));
  }

  @Test
  void shouldLetWhatAsksForMoreWait() {
    assertEquals(Lane.NORMAL, Lane.of(List.of(LEASE), List.of()));
    assertEquals(Lane.NORMAL, Lane.of(List.of(TICKET), List.of(new Condition.KeyAbsent("b"))));
    assertEquals(Lane.NORMAL, Lane.of(List.of(LEASE, TICKET), AT_ONE));
  }

  @Test
  void shouldLetADeleteOfWhateverThereIsWait() {
    assertEquals(Lane.NORMAL, Lane.of(List.of(DELETE), List.of()));
  }
}
