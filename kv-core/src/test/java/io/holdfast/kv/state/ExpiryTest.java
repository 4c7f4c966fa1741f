package io.holdfast.kv.state;

import static io.holdfast.kv.state.Bench.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketConfig.StreamFlags;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Expiry and its markers (guarantee G25; sources: NATS ADR-43 and ADR-48). */
@Tag("G26")
class ExpiryTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void shouldExpireAtTheDeadlineAndNotBefore() {
    var bench = Bench.plain();
    put(bench, "a", SECOND);
    assertEquals(new LeaseTime(SECOND.toNanos()), bench.machine.nextDeadline());
    assertEquals(0, bench.tick(SECOND.minusNanos(1)));
    assertEquals(1, bench.tick(SECOND));
    assertNull(bench.view().latest("a"));
    assertEquals(LeaseTime.NEVER, bench.machine.nextDeadline());
  }

  @Test
  void shouldNotExpireThroughTimeAlone() {
    var bench = Bench.plain();
    put(bench, "a", SECOND);
    bench.at(SECOND.multipliedBy(5)).put("b", "1");
    assertEquals(1, bench.latest("a").revision());
  }

  @Test
  void shouldExpireEveryEntryByTheBucketsTtlButThoseThatNeverDo() {
    var bench = Bench.with(BucketConfig.builder(Bench.BUCKET).ttl(SECOND));
    bench.put("a", "1");
    bench.written(Operation.Put.of("b", Bytes.EMPTY).withTtl(Ttl.NEVER));
    put(bench, "c", SECOND.multipliedBy(9));
    assertEquals(2, bench.tick(SECOND));
    assertEquals(1, bench.view().status().entries());
  }

  @Test
  void shouldMakeAKeyPermanentThatIsUpdatedWithoutTtl() {
    var bench = Bench.plain();
    put(bench, "a", SECOND);
    bench.put("a", "kept");
    assertEquals(0, bench.tick(SECOND.multipliedBy(2)));
    assertEquals("kept", bench.latest("a").value().utf8());
  }

  @Test
  void shouldLeaveAMarkerThatVanishesSilently() {
    var bench = Bench.with(BucketConfig.builder(Bench.BUCKET).limitMarkerTtl(SECOND));
    put(bench, "a", SECOND);
    bench.tick(SECOND);
    Entry marker = bench.latest("a");
    assertEquals(EntryKind.PURGE, marker.kind());
    assertEquals(MarkerReason.EXPIRED, marker.reason());
    assertEquals(2, marker.revision());
    assertEquals(0, bench.tick(SECOND.multipliedBy(2)));
    assertNull(bench.view().latest("a"));
    assertEquals(2, bench.view().lastRevision());
  }

  @Test
  void shouldLeaveAMarkerForADeleteButNotForAPurge() {
    var bench = Bench.with(BucketConfig.builder(Bench.BUCKET).limitMarkerTtl(SECOND));
    bench.written(new Operation.Delete("deleted", Headers.NONE, Ttl.of(SECOND)));
    bench.written(new Operation.Purge("purged", Headers.NONE, Ttl.of(SECOND)));
    assertEquals(0, bench.tick(SECOND));
    assertEquals(MarkerReason.EXPIRED, bench.latest("deleted").reason());
    assertNull(bench.view().latest("purged"));
  }

  @Test
  void shouldRaiseATtlBelowThatOfMarkersWhereHistoryIsKept() {
    var marker = SECOND.multipliedBy(5);
    var bench = Bench.with(BucketConfig.builder(Bench.BUCKET).history(2).limitMarkerTtl(marker));
    put(bench, "a", SECOND);
    assertEquals(Ttl.of(marker), bench.latest("a").ttl());
  }

  @Test
  void shouldBringAnOlderValueBackWhenTheNewestExpires() {
    var bench = Bench.with(BucketConfig.builder(Bench.BUCKET).history(2));
    bench.put("a", "old");
    put(bench, "a", SECOND);
    bench.tick(SECOND);
    assertEquals("old", bench.latest("a").value().utf8());
  }

  @Test
  void shouldRefuseTtlsWhereTheBucketHasNone() {
    var flags = new StreamFlags(true, true, false, true, false, true);
    var bench = Bench.with(BucketConfig.builder(Bench.BUCKET).flags(flags));
    var put = Operation.Put.of("a", Bytes.EMPTY).withTtl(Ttl.of(SECOND));
    assertRefused(Refusal.Code.TTL_DISABLED, bench.write(List.of(), MessageId.NONE, put));
  }

  @Test
  void shouldRaiseTheTraceFloorToTheLastRevisionWhenAValueVanishes() {
    var bench = Bench.plain();
    put(bench, "a", SECOND);
    bench.put("b", "1");
    bench.tick(SECOND);
    assertEquals(2, bench.view().status().traceFloor());
  }

  @Test
  void shouldCountTheAgeOfRetainedEntriesFromTheirWritingWhenTheTtlChanges() {
    var bench = Bench.plain();
    bench.put("a", "1");
    var config = BucketConfig.builder(Bench.BUCKET).ttl(SECOND).build();
    bench.at(SECOND.multipliedBy(3)).apply(new Command.UpdateBucket(config));
    assertEquals(1, bench.tick(SECOND.multipliedBy(3)));
  }

  @Test
  void shouldExpireAWaveOverSeveralTicks() {
    var bench = Bench.plain();
    int keys = StateMachine.EXPIRED_PER_TICK + 10;
    for (int i = 0; i < keys; i++) {
      put(bench, "k" + i, SECOND);
    }
    assertEquals(StateMachine.EXPIRED_PER_TICK, bench.tick(SECOND));
    assertEquals(new LeaseTime(SECOND.toNanos()), bench.machine.nextDeadline());
    assertEquals(10, bench.tick(SECOND));
  }

  @Test
  void shouldStopAtWhatItMayExpireAndTakeOwnedKeysAlong() {
    var bench = Bench.plain();
    LeaseRef lease = bench.lease("l.1", SECOND);
    bench.putOwned("o.1", lease);
    bench.putOwned("o.2", lease);
    put(bench, "l.2", SECOND);
    put(bench, "l.3", SECOND);

    assertEquals(1, bench.tick(SECOND, 2));
    assertTrue(bench.latest("o.1").isMarker());
    assertTrue(bench.latest("o.2").isMarker());
    assertFalse(bench.latest("l.2").isMarker());
    assertEquals(2, bench.tick(SECOND, 2));
    assertEquals(0, bench.tick(SECOND, 2));
  }

  private static void put(Bench bench, String key, Duration ttl) {
    bench.written(Operation.Put.of(key, Bytes.EMPTY).withTtl(Ttl.of(ttl)));
  }
}
