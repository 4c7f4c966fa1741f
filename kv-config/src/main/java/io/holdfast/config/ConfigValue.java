package io.holdfast.config;

import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * One value that follows its key. Thread-safe; reading never blocks.
 *
 * @param <T> its type
 */
public interface ConfigValue<T> {
  /** The key it follows. */
  String key();

  /** The newest good value; the default while the key has none. */
  T get();

  /** The bucket's revision that gave {@link #get}; 0 for the default of a key never seen. */
  long revision();

  /** Whether {@link #get} is the default. */
  boolean isDefault();

  /** The newest entry of the key, if it was refused; the value before it stays in force. */
  Optional<Rejection> rejection();

  /**
   * Calls {@code listener} with the old and the new value after each change, in order, one call at
   * a time, on the scheduler's threads; it may block. Changes to an equal value are not told. What
   * it throws is logged.
   */
  void onChange(BiConsumer<? super T, ? super T> listener);

  /**
   * An entry that is no valid value.
   *
   * @param revision of the entry
   * @param reason what the codec said
   */
  record Rejection(long revision, String reason) {}
}
