package io.holdfast.config;

/**
 * Hears of a view and its values, for meters. Thread-safe; a method must be quick and must not
 * throw.
 */
interface ConfigListener {
  /** Hears nothing, and costs nothing. */
  ConfigListener NONE = new ConfigListener() {};

  /** The view follows its bucket from now on, and may be asked until it is closed. */
  default void opened(ConfigView view) {}

  /** A value changed. */
  default void changed() {}

  /** An entry was no valid value, and the value before it stays. */
  default void rejected() {}

  /** The view is closed. */
  default void closed() {}
}
