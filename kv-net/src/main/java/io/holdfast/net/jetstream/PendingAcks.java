package io.holdfast.net.jetstream;

import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one consumer has delivered and what of it is not acknowledged, with the time at which each
 * is due again. At most {@link AckRules#maxPending} messages. Confined to the consumer's thread;
 * times are those of {@link System#nanoTime}.
 */
final class PendingAcks {
  /** A message that waits for its acknowledgement. */
  static final class Pending {
    private final long streamSequence;
    private final long consumerSequence;
    private int deliveries = 1;
    private long dueNanos;

    private Pending(long streamSequence, long consumerSequence, long dueNanos) {
      this.streamSequence = streamSequence;
      this.consumerSequence = consumerSequence;
      this.dueNanos = dueNanos;
    }

    long streamSequence() {
      return streamSequence;
    }

    /** How often it was delivered. */
    int deliveries() {
      return deliveries;
    }
  }

  /** Where the acknowledged beginning ends, in both countings. */
  record Floor(long consumerSequence, long streamSequence) {}

  private final AckRules rules;
  private final TreeMap<Long, Pending> bySequence = new TreeMap<>();
  private final TreeSet<Pending> byDue = new TreeSet<>(PendingAcks::inOrderOfTime);

  private int redelivered;

  PendingAcks(AckRules rules) {
    this.rules = rules;
  }

  /** How many more may be delivered. */
  int room() {
    return rules.maxPending() - bySequence.size();
  }

  int size() {
    return bySequence.size();
  }

  /** How many of them were delivered more than once. */
  int redelivered() {
    return redelivered;
  }

  /** What is acknowledged without a gap; all of {@code delivered} when nothing is pending. */
  Floor floor(Floor delivered) {
    if (bySequence.isEmpty()) {
      return delivered;
    }
    Pending first = bySequence.firstEntry().getValue();
    return new Floor(first.consumerSequence - 1, first.streamSequence - 1);
  }

  /** Takes note of the first delivery of a message. */
  void delivered(long streamSequence, long consumerSequence, long now) {
    var pending = new Pending(streamSequence, consumerSequence, now + rules.waitNanos(1));
    bySequence.put(streamSequence, pending);
    byDue.add(pending);
  }

  /**
   * The message that is to be delivered again now; null: none is. Those that were delivered as
   * often as they may be are given up on the way.
   */
  @Nullable Pending due(long now) {
    while (!byDue.isEmpty()) {
      Pending first = byDue.first();
      if (first.dueNanos - now > 0) {
        return null;
      }
      if (rules.allowsMoreThan(first.deliveries)) {
        return first;
      }
      remove(first);
    }
    return null;
  }

  /** When the next one is due; null: nothing is pending. */
  @Nullable Long nextDueNanos() {
    return byDue.isEmpty() ? null : byDue.first().dueNanos;
  }

  /** Takes note of one more delivery. */
  void deliveredAgain(Pending pending, long now) {
    byDue.remove(pending);
    pending.deliveries++;
    redelivered += pending.deliveries == 2 ? 1 : 0;
    pending.dueNanos = now + rules.waitNanos(pending.deliveries);
    byDue.add(pending);
  }

  /** Takes an acknowledgement, which may stand for all before; those unknown are passed over. */
  void acknowledged(long streamSequence) {
    if (rules.policy() == AckPolicy.ALL) {
      while (!bySequence.isEmpty() && bySequence.firstKey() <= streamSequence) {
        remove(bySequence.firstEntry().getValue());
      }
    } else {
      forget(streamSequence);
    }
  }

  /** Makes a message due at a time of its own, be it earlier or later. */
  void dueAt(long streamSequence, long nanos) {
    Pending pending = bySequence.get(streamSequence);
    if (pending != null) {
      byDue.remove(pending);
      pending.dueNanos = nanos;
      byDue.add(pending);
    }
  }

  /** Counts the time for a message anew, since its receiver works on it. */
  void inProgress(long streamSequence, long now) {
    Pending pending = bySequence.get(streamSequence);
    if (pending != null) {
      dueAt(streamSequence, now + rules.waitNanos(pending.deliveries));
    }
  }

  /** Expects nothing any more for a message. */
  void forget(long streamSequence) {
    Pending pending = bySequence.get(streamSequence);
    if (pending != null) {
      remove(pending);
    }
  }

  private static int inOrderOfTime(Pending a, Pending b) {
    // By the difference, since these times may overflow.
    int byTime = Long.signum(a.dueNanos - b.dueNanos);
    return byTime != 0 ? byTime : Long.compare(a.streamSequence, b.streamSequence);
  }

  private void remove(Pending pending) {
    bySequence.remove(pending.streamSequence);
    byDue.remove(pending);
    redelivered -= pending.deliveries > 1 ? 1 : 0;
  }
}
