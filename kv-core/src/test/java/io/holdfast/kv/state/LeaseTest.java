package io.holdfast.kv.state;

import static io.holdfast.kv.state.Bench.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lease instances and the keys they own (guarantees G25 and G26). */
@Tag("G26")
class LeaseTest {
  private static final Duration TTL = Duration.ofSeconds(10);

  private Bench bench = Bench.plain();

  @Test
  void shouldRemoveOwnedKeysInKeyOrderWhenTheLeaseExpires() {
    LeaseRef lease = bench.lease("l.x", TTL);
    bench.putOwned("q.2", lease);
    bench.putOwned("q.1", lease);
    bench.tick(TTL);
    assertNull(bench.view().latest("l.x"));
    assertEnded("q.1", 4);
    assertEnded("q.2", 5);
  }

  @Test
  void shouldRemoveOwnedKeysInTheEntryThatDeletesTheLease() {
    LeaseRef lease = bench.lease("l.x", TTL);
    bench.putOwned("lock", lease);
    assertEquals(3, bench.delete("l.x"));
    assertEnded("lock", 4);
  }

  @Test
  void shouldRemoveOwnedKeysWhenTheLeaseIsPurgedAway() {
    LeaseRef lease = bench.lease("l.x", TTL);
    bench.putOwned("lock", lease);
    bench.apply(new Command.PurgeEntries(Bench.BUCKET, "l.*", Long.MAX_VALUE, 0));
    assertEnded("lock", 3);
  }

  @Test
  void shouldGiveMarkersOfOwnedKeysTheLimitMarkerTtl() {
    bench = Bench.with(BucketConfig.builder(Bench.BUCKET).limitMarkerTtl(Duration.ofSeconds(5)));
    LeaseRef lease = bench.lease("l.x", TTL);
    bench.putOwned("lock", lease);
    bench.delete("l.x");
    assertEquals(Ttl.of(Duration.ofSeconds(5)), bench.latest("lock").ttl());
  }

  @Test
  void shouldKeepTheInstanceAliveOverRenewals() {
    LeaseRef lease = bench.lease("l.x", TTL);
    bench.putOwned("lock", lease);
    renew("l.x", Duration.ofSeconds(9));
    bench.tick(Duration.ofSeconds(18));
    assertFalse(bench.latest("lock").isMarker());
    bench.tick(Duration.ofSeconds(19));
    assertTrue(bench.latest("lock").isMarker());
  }

  @Test
  void shouldApplyARenewalThatComesInTheBatchOfTheTickBeforeIt() {
    bench.lease("l.x", TTL);
    Command renewal =
        Command.Write.of(Bench.BUCKET, Operation.Put.of("l.x", Bytes.EMPTY).withTtl(Ttl.of(TTL)));
    bench.at(TTL).apply(List.of(renewal, new Command.AdvanceTime(Bench.TERM)));
    assertFalse(bench.latest("l.x").isMarker());
  }

  @Test
  void shouldIgnoreTheTickOfADeposedLeader() {
    bench.lease("l.x", TTL);
    Outcome outcome = bench.at(TTL).apply(new Command.AdvanceTime(Bench.TERM - 1));
    assertEquals(new Outcome.Advanced(0), outcome);
    assertEquals(1, bench.latest("l.x").revision());
  }

  @Test
  void shouldRefuseAnOwnerThatIsDead() {
    LeaseRef lease = bench.lease("l.x", TTL);
    bench.delete("l.x");
    Outcome outcome =
        bench.write(
            List.of(), MessageId.NONE, Operation.Put.of("lock", Bytes.EMPTY).ownedBy(lease));
    assertRefused(Refusal.Code.LEASE_GONE, outcome);
    assertNull(bench.view().latest("lock"));
  }

  @Test
  void shouldNotReviveAnInstanceWhenItsKeyIsCreatedAgain() {
    LeaseRef lease = bench.lease("l.x", TTL);
    bench.delete("l.x");
    LeaseRef second = bench.lease("l.x", TTL);
    Condition alive = new Condition.LeaseAlive(lease);
    assertRefused(
        Refusal.Code.CONDITION_FAILED,
        bench.write(List.of(alive), MessageId.NONE, Operation.Put.of("a", Bytes.EMPTY)));
    bench.putOwned("lock", second);
  }

  @Test
  void shouldRefuseALeaseCreatedInTheSameTransaction() {
    Outcome outcome =
        bench.write(
            List.of(),
            MessageId.NONE,
            Operation.Put.of("l.x", Bytes.EMPTY),
            Operation.Put.of("lock", Bytes.EMPTY).ownedBy(new LeaseRef("l.x", 1)));
    assertRefused(Refusal.Code.LEASE_GONE, outcome);
  }

  @Test
  void shouldRemoveAKeyThatWasOwnedByALeaseEndedInTheSameTransaction() {
    LeaseRef lease = bench.lease("l.x", TTL);
    bench.written(Operation.Delete.of("l.x"), Operation.Put.of("lock", Bytes.EMPTY).ownedBy(lease));
    assertEnded("lock", 4);
  }

  @Test
  void shouldKeepAKeyThatChangedHands() {
    LeaseRef first = bench.lease("l.x", TTL);
    LeaseRef second = bench.lease("l.y", Duration.ofSeconds(20));
    bench.putOwned("lock", first);
    bench.putOwned("lock", second);
    bench.putOwned("free", first);
    bench.put("free", "nobody's");
    bench.tick(TTL);
    assertFalse(bench.latest("lock").isMarker());
    assertFalse(bench.latest("free").isMarker());
  }

  @Test
  void shouldEndLeasesThatAreOwnedThemselves() {
    LeaseRef outer = bench.lease("l.outer", TTL);
    LeaseRef inner = new LeaseRef("l.inner", bench.putOwned("l.inner", outer));
    bench.putOwned("a", inner);
    bench.delete("l.outer");
    assertEnded("l.inner", 5);
    assertEnded("a", 6);
  }

  @Test
  void shouldExpireLeasesOfOneTickInDeadlineOrder() {
    LeaseRef late = bench.lease("l.late", Duration.ofSeconds(3));
    LeaseRef soon = bench.lease("l.soon", Duration.ofSeconds(2));
    bench.putOwned("a", late);
    bench.putOwned("b", soon);
    assertEquals(2, bench.tick(TTL));
    assertEnded("b", 5);
    assertEnded("a", 6);
  }

  private void renew(String key, Duration at) {
    bench.at(at);
    bench.written(Operation.Put.of(key, Bytes.EMPTY).withTtl(Ttl.of(TTL)));
  }

  private void assertEnded(String key, long revision) {
    Entry marker = bench.latest(key);
    assertEquals(EntryKind.PURGE, marker.kind());
    assertEquals(MarkerReason.LEASE_ENDED, marker.reason());
    assertEquals(revision, marker.revision());
    assertEquals(1, bench.view().history(key).size());
  }
}
