package io.holdfast.kv.time;

import java.time.Instant;

/** Two notions of time that are never mixed. Thread-safe. */
public interface Clock {
  /** The clock of this machine. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public Instant wallTime() {
          return Instant.now();
        }
      };

  /**
   * Monotonic nanoseconds from an arbitrary origin: only differences mean anything, and never
   * across processes. It may stand still while the machine is suspended.
   */
  long nanos();

  /** Time of day, for people; it may jump either way. */
  Instant wallTime();
}
