package io.holdfast.kv.command;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("G15")
class VitalCommandsTest {
  private static final Operation DELETE = Operation.Delete.of("b");
  private static final Operation PUT = Operation.Put.of("a", Bytes.EMPTY);
  private static final Operation RENEWAL =
      Operation.Put.of("a", Bytes.EMPTY).withTtl(Ttl.of(Duration.ofSeconds(10)));

  @Test
  void shouldIncludeWhatKeepsOrFrees() {
    Operation handOver = Operation.Put.of("a", Bytes.EMPTY).ownedBy(new LeaseRef("lease", 7));

    assertTrue(includeAtOne(DELETE));
    assertTrue(includeAtOne(RENEWAL));
    assertTrue(includeAtOne(handOver, DELETE));
    assertTrue(VitalCommands.include(new Command.AdvanceTime(1)));
    assertTrue(VitalCommands.include(new Command.DeleteBucket("bucket")));
  }

  @Test
  void shouldNotIncludeWhatAsksForMore() {
    assertFalse(includeAtOne(PUT));
    assertFalse(VitalCommands.include(List.of(RENEWAL), List.of()), "a lease that begins");
    assertFalse(VitalCommands.include(new Command.CreateBucket(BucketConfig.of("bucket"))));
  }

  @Test
  void shouldNotLetOneReleaseCarryOthersAlong() {
    assertFalse(includeAtOne(DELETE, PUT));
    assertFalse(includeAtOne(RENEWAL, Operation.Put.of("c", Bytes.EMPTY)));
  }

  private static boolean includeAtOne(Operation... operations) {
    return VitalCommands.include(List.of(operations), List.of(new Condition.KeyAt("a", 1)));
  }
}
