package io.holdfast.config;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.time.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The configuration in a bucket, kept in memory and true by one watch. Thread-safe; reading never
 * blocks and never asks the store.
 *
 * <p>Changes arrive in revision order; of several changes of one key in quick succession only the
 * newest may be seen. While the store cannot be reached the last known values stay, and {@link
 * #state} says so.
 */
public interface ConfigView extends AutoCloseable {
  /**
   * Begins to follow the keys of {@code bucket} that match any of {@code filters}; none given: all.
   *
   * @param scheduler time and threads; stays the caller's to close
   */
  static ConfigView on(Bucket bucket, Scheduler scheduler, String... filters) {
    return WatchedConfig.begun(bucket, scheduler, ConfigListener.NONE, filters);
  }

  /**
   * The same as {@link #on}; revision, changes and refused values are shown in {@code meters},
   * tagged with the bucket. Two views of one bucket need two registries, or one with different
   * common tags.
   */
  static ConfigView withMeters(
      Bucket bucket, Scheduler scheduler, MeterRegistry meters, String... filters) {
    var events = new ConfigMeters(meters, bucket.name());
    return WatchedConfig.begun(bucket, scheduler, events, filters);
  }

  /** How much the view knows. */
  enum State {
    /** The first listing is under way; every value is its default. */
    LOADING,
    /** Follows the bucket. */
    CURRENT,
    /** The watch broke off; the last known values stay while a new one is tried. */
    STALE,
    /** Closed; the last known values stay for ever. */
    CLOSED
  }

  /**
   * The value of {@code key}.
   *
   * @param defaultValue while the key has no good value
   * @throws io.holdfast.kv.InvalidArgumentException when it is no key, or one that the view's
   *     filters leave out
   */
  <T> ConfigValue<T> value(String key, Codec<T> codec, T defaultValue);

  /** The raw value of {@code key}, if it has one. */
  Optional<Bytes> get(String key);

  /** The keys that have a value. */
  Set<String> keys();

  /** The greatest revision this view has seen; 0 before the first. */
  long revision();

  /** How much the view knows. */
  State state();

  /**
   * Completes when the first listing is there; with {@link io.holdfast.kv.UnavailableException}
   * when the view is closed before.
   */
  CompletionStage<ConfigView> loaded();

  /** Ends the watch; values stay readable. Idempotent, does not wait. */
  @Override
  void close();
}
