package io.holdfast.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.LeaseGoneException;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.Transaction.Result;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WriteOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Keys owned by a lease instance; skipped where the store has none. */
public interface LeasesContract extends StoreAccess {
  @Test
  default void shouldTellTheOwnerOfAKey() {
    assumeOwnedKeys();
    LeaseRef lease = lease("lease", Duration.ofMinutes(5));

    own("a", lease);

    assertEquals(Optional.of(lease), await(bucket().getAsync("a")).orElseThrow().owner());
  }

  @Test
  default void shouldRemoveOwnedKeysInOneStepWhenTheirLeaseIsDeleted() {
    assumeOwnedKeys();
    LeaseRef lease = lease("lease", Duration.ofMinutes(5));
    own("c", lease);
    own("a", lease);
    own("b", lease);
    put("free", "1");

    long end = await(bucket().deleteAsync("lease"));

    assertEquals(List.of("free"), await(bucket().keysAsync()).items());
    assertEquals(end + 3, await(bucket().statusAsync()).lastRevision());
    long next = end + 1;
    for (String key : List.of("a", "b", "c")) {
      Entry marker = newest(key);
      assertTrue(marker.isMarker());
      assertEquals(MarkerReason.LEASE_ENDED, marker.reason());
      assertEquals(
          next++, marker.revision(), "owned keys go in key order, right after their lease");
    }
  }

  @Test
  default void shouldRemoveOwnedKeysWhenTheirLeaseExpires() {
    assumeOwnedKeys();
    LeaseRef lease = lease("lease", Duration.ofSeconds(1));
    own("a", lease);

    eventually("the lease and its key expire", () -> text("a").equals("-"));

    assertEquals("-", text("lease"));
    assertEquals(MarkerReason.LEASE_ENDED, newest("a").reason());
  }

  @Test
  default void shouldTellAWatchOfOwnersAndWhyAKeyWentAsAReadDoes() {
    assumeOwnedKeys();
    LeaseRef lease = lease("lease", Duration.ofMinutes(5));
    var watch = new HeardWatch();
    Watch untilTheStoreCloses = bucket().watch(WatchOptions.key("a"), watch);
    own("a", lease);
    Entry owned = newest("a");
    eventually("the owned key arrives", () -> watch.entries().size() == 1);
    await(bucket().deleteAsync("lease"));
    Entry gone = newest("a");

    eventually("its end arrives", () -> watch.entries().size() == 2);
    assertTrue(untilTheStoreCloses.revision() >= 0);
    sameInWatch(owned, watch.entries().get(0));
    sameInWatch(gone, watch.entries().get(1));
    assertEquals(Optional.of(lease), owned.owner());
    assertEquals(MarkerReason.LEASE_ENDED, gone.reason());
  }

  private static void sameInWatch(Entry read, Entry watched) {
    assertEquals(read.revision(), watched.revision());
    assertEquals(read.kind(), watched.kind());
    assertEquals(read.reason(), watched.reason());
    assertEquals(read.owner(), watched.owner());
    assertEquals(read.ttl(), watched.ttl());
  }

  @Test
  default void shouldRefuseAnOwnerThatIsNotAlive() {
    assumeOwnedKeys();
    LeaseRef lease = lease("lease", Duration.ofMinutes(5));
    await(bucket().deleteAsync("lease"));
    long last = await(bucket().statusAsync()).lastRevision();

    var gone =
        refused(
            LeaseGoneException.class,
            () -> bucket().putAsync("a", Bytes.EMPTY, WriteOptions.DEFAULT.ownedBy(lease)));
    Result result =
        await(
            bucket()
                .commitAsync(
                    Transaction.always()
                        .then(Operation.Put.of("b", Bytes.EMPTY))
                        .then(Operation.Put.of("a", Bytes.EMPTY).ownedBy(lease))
                        .build()));

    assertEquals(lease, gone.lease());
    assertEquals(-1, ((Result.Refused) result).conditionIndex());
    assertEquals(last, await(bucket().statusAsync()).lastRevision());
  }

  @Test
  default void shouldKeepTheInstanceThroughRenewals() {
    assumeOwnedKeys();
    LeaseRef lease = lease("lease", Duration.ofMinutes(5));

    long renewed =
        await(
            bucket()
                .updateAsync(
                    "lease",
                    Bytes.EMPTY,
                    lease.revision(),
                    WriteOptions.DEFAULT.ttl(Duration.ofMinutes(5))));

    assertTrue(renewed > lease.revision());
    own("a", lease);
    assertTrue(holds(new Condition.LeaseAlive(lease)));
  }

  @Test
  default void shouldNotTakeARecreatedLeaseForTheOldInstance() {
    assumeOwnedKeys();
    LeaseRef old = lease("lease", Duration.ofMinutes(5));
    await(bucket().deleteAsync("lease"));
    LeaseRef recreated = lease("lease", Duration.ofMinutes(5));

    refused(
        LeaseGoneException.class,
        () -> bucket().putAsync("a", Bytes.EMPTY, WriteOptions.DEFAULT.ownedBy(old)));
    assertTrue(!holds(new Condition.LeaseAlive(old)), "the old instance is dead for ever");
    assertTrue(holds(new Condition.LeaseAlive(recreated)));
  }

  @Test
  default void shouldFreeAKeyThatIsWrittenWithoutOwner() {
    assumeOwnedKeys();
    LeaseRef lease = lease("lease", Duration.ofMinutes(5));
    own("a", lease);
    put("a", "free");

    await(bucket().deleteAsync("lease"));

    assertEquals("free", text("a"));
  }

  @Test
  default void shouldHandAKeyOverToAnotherLease() {
    assumeOwnedKeys();
    LeaseRef first = lease("first", Duration.ofMinutes(5));
    LeaseRef second = lease("second", Duration.ofMinutes(5));
    own("a", first);
    own("a", second);

    await(bucket().deleteAsync("first"));
    assertEquals("owned", text("a"));

    await(bucket().deleteAsync("second"));
    assertEquals("-", text("a"));
  }

  private void assumeOwnedKeys() {
    assumeTrue(store().capabilities().ownedKeys(), "the store has no owned keys");
  }

  private LeaseRef lease(String key, Duration ttl) {
    return new LeaseRef(
        key, await(bucket().createAsync(key, Bytes.EMPTY, WriteOptions.DEFAULT.ttl(ttl))));
  }

  private void own(String key, LeaseRef lease) {
    await(bucket().putAsync(key, Bytes.utf8("owned"), WriteOptions.DEFAULT.ownedBy(lease)));
  }

  private Entry newest(String key) {
    List<Entry> history = await(bucket().historyAsync(key)).items();
    return history.get(history.size() - 1);
  }

  private boolean holds(Condition condition) {
    var probe = Transaction.when(condition).then(Operation.Put.of("probe", Bytes.EMPTY)).build();
    return await(bucket().commitAsync(probe)) instanceof Result.Committed;
  }
}
