package io.holdfast.locks;

import java.io.Serializable;
import java.time.Duration;

/** Why something that was held is not held any more. Final: what is lost is never held again. */
public sealed interface LossReason extends Serializable {
  /** One sentence for logs. */
  String describe();

  /** The store ended the lease because no renewal reached it in time. */
  record Expired() implements LossReason {
    @Override
    public String describe() {
      return "the store ended the lease: no renewal arrived within its time to live";
    }
  }

  /** The lock's key names another holder. */
  record TakenOver(String owner) implements LossReason {
    @Override
    public String describe() {
      return "the lock names another holder: " + owner;
    }
  }

  /** Somebody removed the lock or the lease by hand. */
  record Forced() implements LossReason {
    @Override
    public String describe() {
      return "the lock or its lease was removed by hand";
    }
  }

  /**
   * No renewal was confirmed before the local deadline, so the store may grant to others soon
   * (guarantee G29).
   *
   * @param silence from the first sending of the last confirmed renewal to the deadline
   */
  record UnreachablePastDeadline(Duration silence) implements LossReason {
    @Override
    public String describe() {
      return "no renewal was confirmed for " + silence.toMillis() + " ms, the local deadline";
    }
  }

  /** The {@link Locks} it came from was closed. */
  record Closed() implements LossReason {
    @Override
    public String describe() {
      return "the lock client was closed";
    }
  }
}
