package io.holdfast.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WriteOptions;
import java.util.ArrayList;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Closing a store, and what it says of itself. */
public interface LifecycleContract extends StoreAccess {
  @Test
  default void shouldSayWhatItIs() {
    assertFalse(store().capabilities().description().isBlank());
  }

  @Test
  default void shouldRefuseEverythingOnceClosed() {
    Bucket closed = bucket();
    put("a", "1");

    store().close();
    store().close();

    refused(StoreClosedException.class, () -> closed.getAsync("a"));
    refused(StoreClosedException.class, () -> closed.getAsync("a", Consistency.LOCAL));
    refused(StoreClosedException.class, () -> closed.keysAsync());
    refused(StoreClosedException.class, closed::statusAsync);
    refused(
        StoreClosedException.class, () -> closed.putAsync("a", Bytes.EMPTY, WriteOptions.DEFAULT));
    refused(StoreClosedException.class, () -> store().bucketAsync(closed.name()));
    refused(
        StoreClosedException.class, () -> store().createBucketAsync(BucketConfig.of(newName())));
  }

  @Test
  default void shouldEndWatchesWhenClosed() {
    var heard = new HeardWatch();
    try (var watch = bucket().watch(WatchOptions.all(), heard)) {
      eventually("the watch is in sync", () -> heard.heard().contains("synced"));

      store().close();

      eventually("the watch ends", () -> heard.closed() != null);
      assertTrue(watch.revision() >= 0);
    }
  }

  @Test
  default void shouldAnswerEverythingThatWasUnderWayWhenClosed() {
    var writes = new ArrayList<CompletionStage<Long>>();
    for (int i = 0; i < 200; i++) {
      writes.add(bucket().putAsync("key-" + i, Bytes.EMPTY, WriteOptions.DEFAULT));
    }

    store().close();

    for (CompletionStage<Long> write : writes) {
      try {
        assertTrue(await(write) > 0);
      } catch (HoldfastException e) {
        assertTrue(
            e instanceof UnavailableException || e instanceof IndeterminateException, e.toString());
      }
    }
  }
}
