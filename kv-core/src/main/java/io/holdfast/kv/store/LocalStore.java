package io.holdfast.kv.store;

import io.holdfast.kv.Entry;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.Listing;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.watch.StoreView;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A store whose state is in this process. What a server needs beyond {@link KeyValueStore}: raw
 * commands, the read fence and lock-free views. Thread-safe.
 */
public interface LocalStore extends KeyValueStore {
  /**
   * See {@link io.holdfast.kv.log.CommandLog#submit}: completes on the apply thread; never block
   * there. Fails as well with what {@link io.holdfast.kv.command.CommandRules} refuses.
   */
  CompletableFuture<Outcome> submit(Command command);

  /**
   * See {@link io.holdfast.kv.log.CommandLog#readBarrier}: may complete on the apply thread; never
   * block there.
   */
  CompletableFuture<Void> readBarrier();

  /**
   * Completes when the store serves: reads pass the fence and writes are taken. Fails with the
   * reason when one of them does not, within the request time-out. Writes nothing.
   */
  CompletableFuture<Void> readiness();

  /** The state as applied so far; fresh only after {@link #readBarrier}. */
  StoreView view();

  /**
   * The live entries of {@code bucket} whose keys match any of {@code filters}, in revision order,
   * past the read fence and taken at one revision. A few are found on the apply thread, where the
   * future then completes: never block there. Many are captured there and sifted on the store's
   * callback threads. It fails with {@link io.holdfast.kv.NotFoundException} when there is no such
   * bucket.
   */
  CompletableFuture<Listing<Entry>> liveEntries(String bucket, List<String> filters);

  /**
   * Everything kept of {@code keys} in {@code bucket}, markers included, key by key and oldest
   * first, past the read fence and taken at one revision. References are copied on the apply
   * thread, where the future may complete: never block there. It fails with {@link
   * io.holdfast.kv.NotFoundException} when there is no such bucket.
   */
  CompletableFuture<Listing<Entry>> keptEntries(String bucket, List<String> keys);

  /** An estimate of the current lease time, for {@code notAfter}. */
  LeaseTime leaseNow();
}
