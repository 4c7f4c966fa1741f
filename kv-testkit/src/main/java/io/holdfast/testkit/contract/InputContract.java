package io.holdfast.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Headers;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.WriteOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Input that no store may take: each refuses it before anything is tried, with the same error, and
 * serves the next request as if nothing had been asked.
 */
public interface InputContract extends StoreAccess {
  /** Half a surrogate pair: a string that has no UTF-8 form. */
  String HALF_PAIR = "half\uD800";

  /** The other half, alone. */
  String LATE_HALF = "\uDC00half";

  @Test
  default void shouldRefuseBucketsWhoseTextHasNoUtf8Form() {
    for (String text : List.of(HALF_PAIR, LATE_HALF)) {
      refusesBucket(BucketConfig.builder(newName()).description(text).build());
      refusesBucket(BucketConfig.builder(newName()).metadata(Map.of(text, "v")).build());
      refusesBucket(BucketConfig.builder(newName()).metadata(Map.of("n", text)).build());
    }
    assertServes();
  }

  @Test
  default void shouldRefuseBucketsWithMoreTextThanIsAllowed() {
    BucketConfig longInBytes =
        BucketConfig.builder(newName()).description("ä".repeat(2_049)).build();
    refusesBucket(longInBytes);
    refusesBucket(
        BucketConfig.builder(newName()).metadata(Map.of("n", "v".repeat(128 << 10))).build());

    Bucket allowed = newBucket(settings -> settings.description("ä".repeat(2_048)));
    assertEquals("ä".repeat(2_048), await(allowed.statusAsync()).config().description());
    assertServes();
  }

  @Test
  default void shouldRefuseConditionsWhoseTextHasNoUtf8Form() {
    assumeTransactions();
    for (String text : List.of(HALF_PAIR, LATE_HALF)) {
      refuses(InvalidArgumentException.class, new Condition.KeyAbsent(text));
      refuses(InvalidArgumentException.class, new Condition.KeyUntraced(text));
      refuses(InvalidArgumentException.class, new Condition.KeyAt(text, 1));
      refuses(InvalidArgumentException.class, new Condition.LeaseAlive(new LeaseRef(text, 1)));
      refuses(InvalidArgumentException.class, new Condition.OldestUnder(text, 0));
      refuses(InvalidArgumentException.class, new Condition.NewestUnder(text, 0));
      refuses(InvalidArgumentException.class, new Condition.NewestMatching(text, 0));
      refuses(InvalidArgumentException.class, new Condition.LastMessageId(text));
    }
    assertServes();
  }

  @Test
  default void shouldRefuseConditionsWithMoreTextThanIsAllowed() {
    assumeTransactions();
    refuses(InvalidArgumentException.class, new Condition.OldestUnder("p".repeat(513), 0));
    refuses(InvalidArgumentException.class, new Condition.NewestUnder("ä".repeat(257), 0));
    refuses(InvalidArgumentException.class, new Condition.LastMessageId("i".repeat(1_025)));
    assertServes();
  }

  @Test
  default void shouldRefuseOwnersThatNoKeyCanHave() {
    assumeTrue(store().capabilities().ownedKeys(), "the store has no owned keys");
    for (String lease : List.of(HALF_PAIR, "a b", "x".repeat(600))) {
      WriteOptions owned = WriteOptions.DEFAULT.ownedBy(new LeaseRef(lease, 1));
      refused(InvalidArgumentException.class, () -> bucket().putAsync("a", Bytes.EMPTY, owned));
    }
    assertServes();
  }

  @Test
  default void shouldRefuseMoreHeadersThanAMessageCanHave() {
    Headers large = Headers.of("N", "v".repeat(Headers.MAX_BLOCK_BYTES));

    refused(
        LimitExceededException.class,
        () -> bucket().putAsync("a", Bytes.EMPTY, WriteOptions.DEFAULT.headers(large)));
    assertServes();
  }

  @Test
  default void shouldRefuseMoreHeadersThanAMessageCanHaveInATransaction() {
    assumeTransactions();
    Headers large = Headers.of("N", "v".repeat(Headers.MAX_BLOCK_BYTES));
    var marker = new Operation.Delete("a", large, Ttl.NONE);

    refused(
        LimitExceededException.class,
        () -> bucket().commitAsync(Transaction.always().then(marker).build()));
    assertServes();
  }

  @Test
  default void shouldRefuseHeadersThatTellWhatAnEntryIs() {
    for (String name :
        List.of(
            "KV-Operation",
            "Nats-TTL",
            "Nats-Sequence",
            "Nats-Expected-Last-Subject-Sequence",
            "Nats-Rollup",
            "Nats-Msg-Id",
            "Nats-Marker-Reason",
            "Holdfast-Lease",
            "Holdfast-Marker-Reason",
            "nats-ttl",
            "KV-OPERATION")) {
      var options = WriteOptions.DEFAULT.headers(Headers.of("Mine", "1", name, "1"));
      namesIt(name, () -> bucket().putAsync("a", Bytes.EMPTY, options));
      namesIt(name, () -> bucket().createAsync("a", Bytes.EMPTY, options));
      namesIt(name, () -> bucket().updateAsync("a", Bytes.EMPTY, 1, options));
    }
    assertServes();
  }

  @Test
  default void shouldRefuseHeadersThatTellWhatAnEntryIsInATransaction() {
    assumeTransactions();
    Headers headers = Headers.of("Nats-TTL", "1s");
    for (Operation operation :
        List.of(
            WriteOptions.DEFAULT.headers(headers).put("a", Bytes.EMPTY),
            new Operation.Delete("a", headers, Ttl.NONE),
            new Operation.Purge("a", headers, Ttl.NONE),
            new Operation.HandOver("a", "q.", headers, Ttl.NONE, Ttl.NONE))) {
      var transaction =
          Transaction.always().then(Operation.Put.of("b", Bytes.EMPTY)).then(operation).build();
      namesIt("Nats-TTL", () -> bucket().commitAsync(transaction));
    }
    assertServes();
  }

  private void namesIt(String header, Supplier<CompletionStage<?>> write) {
    var refusal = refused(InvalidArgumentException.class, write);
    assertTrue(refusal.toString().contains("'" + header + "'"), refusal.getMessage());
  }

  private void refusesBucket(BucketConfig config) {
    refused(InvalidArgumentException.class, () -> store().createBucketAsync(config));
    refused(
        InvalidArgumentException.class,
        () -> store().updateBucketAsync(named(config, bucket().name())));
  }

  private static BucketConfig named(BucketConfig config, String name) {
    return BucketConfig.builder(name)
        .history(5)
        .description(config.description())
        .metadata(config.metadata())
        .build();
  }

  private void refuses(Class<? extends HoldfastException> kind, Condition condition) {
    refused(
        kind,
        () ->
            bucket()
                .commitAsync(
                    Transaction.when(condition).then(Operation.Put.of("a", Bytes.EMPTY)).build()));
  }

  /** The store still takes writes, and nothing that was refused has left a trace. */
  private void assertServes() {
    long before = await(bucket().statusAsync()).lastRevision();
    assertEquals(0, before);
    assertEquals(1, put("after", "1"));
    assertEquals("1", text("after"));
  }

  private void assumeTransactions() {
    assumeTrue(store().capabilities().transactions(), "the store has no transactions");
  }
}
