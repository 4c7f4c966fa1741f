package io.holdfast.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What the groups of the contract need of the store under test. */
public interface StoreAccess {
  /**
   * How long something may take that has to happen; generous, since it is only spent when a test
   * fails.
   */
  Duration PATIENCE = Duration.ofSeconds(30);

  /** The store under test, opened for this test. */
  KeyValueStore store();

  /** The operator's way to the state: the store in this process that has it. */
  LocalStore local();

  /** A bucket made for this test, with a history of 5. */
  Bucket bucket();

  /** A bucket name that no other test uses. */
  String newName();

  /** The store's time. */
  Clock clock();

  /** Lets at least {@code time} pass for the store. */
  void advance(Duration time);

  /** Waits, within bounds, for {@code stage}, and throws what it failed with. */
  <T> T await(CompletionStage<T> stage);

  /** Another bucket for this test. */
  default Bucket newBucket(UnaryOperator<BucketConfig.Builder> settings) {
    return await(
        store().createBucketAsync(settings.apply(BucketConfig.builder(newName())).build()));
  }

  /** Puts text into the test's bucket. */
  default long put(String key, String value) {
    return put(bucket(), key, value);
  }

  /** Puts text. */
  default long put(Bucket bucket, String key, String value) {
    return await(bucket.putAsync(key, Bytes.utf8(value), WriteOptions.DEFAULT));
  }

  /** The text under {@code key} of the test's bucket; "-" when there is none. */
  default String text(String key) {
    return text(bucket(), key);
  }

  /** The text under {@code key}; "-" when there is none. */
  default String text(Bucket bucket, String key) {
    Optional<Entry> found = await(bucket.getAsync(key));
    return found.map(entry -> entry.value().utf8()).orElse("-");
  }

  /** The history of {@code key} in short: "value@revision", or the kind for a marker. */
  default List<String> history(Bucket bucket, String key) {
    return await(bucket.historyAsync(key)).items().stream().map(StoreAccess::inShort).toList();
  }

  /** An entry in short: "key=value@revision", or the kind of marker in place of the value. */
  static String inShort(Entry entry) {
    return entry.key()
        + "="
        + (entry.isMarker() ? entry.kind() : entry.value().utf8())
        + "@"
        + entry.revision();
  }

  /** The error that {@code call} fails with, be it at once or through its stage. */
  default <X extends HoldfastException> X refused(
      Class<X> kind, Supplier<? extends CompletionStage<?>> call) {
    return assertThrows(kind, () -> await(call.get()));
  }

  /** Waits, within bounds, until {@code holds}. */
  default void eventually(String what, BooleanSupplier holds) {
    long begin = clock().nanos();
    while (!holds.getAsBoolean()) {
      if (clock().nanos() - begin > PATIENCE.toNanos()) {
        fail(what + ": did not happen within " + PATIENCE);
      }
      advance(Duration.ofMillis(20));
    }
  }
}
