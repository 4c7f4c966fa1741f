package io.holdfast.net.jetstream;

/** Hears of what happens to a consumer, at the consumer's home; must not block. */
interface ConsumerListener {
  /** It ended, and is not to be found any more. */
  void ended(ServedConsumer consumer);

  /** Whether it is still to be found by its name. Thread-safe. */
  default boolean finds(ServedConsumer consumer) {
    return true;
  }

  /** It began, or delivered something, or something was acknowledged. */
  default void progressed(ServedConsumer consumer) {}
}
