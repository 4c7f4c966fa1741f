package io.holdfast.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.watch.StateUsage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a store with a full state refuses, and what it goes on to take. */
public interface QuotaContract extends StoreAccess {
  @Test
  default void shouldRefuseGrowthBeyondTheQuota() {
    put("a", "1");
    whileFull(
        () -> {
          var refused =
              refused(
                  LimitExceededException.class,
                  () -> bucket().putAsync("b", Bytes.utf8("1"), WriteOptions.DEFAULT));
          assertTrue(
              String.valueOf(refused.getMessage()).contains("quota is 1"),
              () -> "the message does not name the quota: " + refused.getMessage());
          assertLimit(1, refused);
          refused(
              LimitExceededException.class,
              () -> store().createBucketAsync(BucketConfig.of(newName())));
          assertEquals("-", text("b"));
        });
    put("b", "1");
  }

  @Test
  default void shouldRefuseATransactionThatGrowsBeyondTheQuota() {
    assumeTrue(store().capabilities().transactions(), "the store has no transactions");
    var growing =
        Transaction.always()
            .then(Operation.Put.of("b", Bytes.EMPTY))
            .then(Operation.Put.of("c", Bytes.EMPTY))
            .build();
    whileFull(
        () ->
            assertLimit(
                1, refused(LimitExceededException.class, () -> bucket().commitAsync(growing))));
  }

  private static void assertLimit(long limit, LimitExceededException refused) {
    assertEquals(limit, refused.limit(), refused::toString);
    assertTrue(refused.found() > limit, () -> refused.found() + " found of " + limit);
  }

  @Test
  default void shouldEmptyAFullStore() {
    Bucket flat = newBucket(settings -> settings.history(1));
    put(flat, "a", "1");
    put(flat, "b", "long value");
    put(flat, "c", "value");
    put("deep", "1");
    whileFull(
        () -> {
          await(bucket().deleteAsync("deep"));
          await(bucket().purgeAsync("deep"));
          put(flat, "b", "short");
          await(flat.deleteAsync("a"));
          await(flat.purgeAsync("c"));
        });
    put(flat, "b", "long again");
    assertEquals("-", text(flat, "a"));
    assertEquals("long again", text(flat, "b"));
  }

  @Test
  default void shouldKeepLeasesAndLocksGoingInAFullStore() {
    assumeTrue(
        store().capabilities().ownedKeys() && store().capabilities().transactions(),
        "the store has no owned keys or no transactions");
    Bucket locks = newBucket(settings -> settings.history(1));
    var term = WriteOptions.DEFAULT.ttl(Duration.ofMinutes(5));
    long birth = await(locks.putAsync("lease", Bytes.EMPTY, term));
    var lease = new LeaseRef("lease", birth);
    var owned = WriteOptions.DEFAULT.ownedBy(lease);
    long held = await(locks.putAsync("lock", Bytes.utf8("first"), owned));
    await(locks.putAsync("queue.1", Bytes.utf8("second waiter"), owned));
    var soon = Ttl.of(Duration.ofSeconds(30));
    whileFull(
        () -> {
          await(locks.updateAsync("lease", Bytes.EMPTY, birth, term));
          refused(
              LimitExceededException.class,
              () -> locks.putAsync("queue.2", Bytes.utf8("third waiter"), owned));
          var handOver =
              Transaction.when(new Condition.KeyAt("lock", held))
                  .then(owned.put("lock", Bytes.utf8("second waiter")))
                  .then(new Operation.Delete("queue.1", Headers.of("Granted", "1"), soon))
                  .build();
          assertInstanceOf(Transaction.Result.Committed.class, await(locks.commitAsync(handOver)));
          await(locks.purgeAsync("lock"));
          await(locks.deleteAsync("lease"));
        });
  }

  /**
   * Runs {@code work} under a quota that is used up, whatever expires meanwhile, and lifts it then.
   */
  private void whileFull(Runnable work) {
    quota(1);
    try {
      work.run();
    } finally {
      quota(StateUsage.NO_QUOTA);
    }
  }

  private void quota(long bytes) {
    await(local().submit(new Command.SetQuota(bytes)));
  }
}
