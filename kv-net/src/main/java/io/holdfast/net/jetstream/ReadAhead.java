package io.holdfast.net.jetstream;

import io.holdfast.kv.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a pull consumer delivers next: what is due again, then what its feed has. The feed is read a
 * few entries at a time, and those that nobody took stay for the next request, unless they are gone
 * from the stream by then. Confined to the consumer's thread.
 */
final class ReadAhead {
  private static final int MOST_ENTRIES = 64;
  private static final long MOST_BYTES = 256 * 1024;

  /**
   * A delivery that may be made.
   *
   * @param delivery how often the entry is delivered with it
   * @param pending entries that are not delivered after it
   * @param repeated what it repeats; null: it is the first
   */
  record Next(Entry entry, int delivery, long pending, PendingAcks.@Nullable Pending repeated) {}

  private final ConsumerFeed feed;
  private final Deliveries deliveries;
  private final Deque<Entry> ahead = new ArrayDeque<>();

  private long pendingBehind;
  private boolean gone;

  ReadAhead(ConsumerFeed feed, Deliveries deliveries) {
    this.feed = feed;
    this.deliveries = deliveries;
  }

  /** What is read. */
  ConsumerFeed feed() {
    return feed;
  }

  /** Whether the stream was deleted. */
  boolean isGone() {
    return gone;
  }

  /** Entries that are not delivered. */
  long pending() {
    return feed.pending() + ahead.size();
  }

  /**
   * The next delivery; null when there is none now. It is to be made by {@link #take}, or comes
   * again.
   *
   * @param wanted how many the request can take, itself included
   */
  @Nullable Next next(long wanted, long now) {
    Next repeated = repeated(now);
    if (repeated != null) {
      return repeated;
    }
    if (deliveries.room() <= 0) {
      return null;
    }
    while (true) {
      Entry entry = ahead.peek();
      if (entry == null) {
        if (!readOn((int) Math.min(MOST_ENTRIES, wanted))) {
          return null;
        }
      } else if (feed.at(entry.revision()) == null) {
        ahead.remove();
      } else {
        return new Next(entry, 1, pendingBehind + ahead.size() - 1, null);
      }
    }
  }

  private boolean readOn(int most) {
    ConsumerFeed.Slice slice = feed.read(most, MOST_BYTES);
    if (slice == null) {
      gone = true;
      return false;
    }
    ahead.addAll(slice.entries());
    pendingBehind = slice.pending();
    return !slice.entries().isEmpty();
  }

  private @Nullable Next repeated(long now) {
    PendingAcks acks = deliveries.pendingAcks();
    if (acks == null) {
      return null;
    }
    for (PendingAcks.Pending due = acks.due(now); due != null; due = acks.due(now)) {
      Entry entry = feed.at(due.streamSequence());
      if (entry != null) {
        return new Next(entry, due.deliveries() + 1, pending(), due);
      }
      acks.forget(due.streamSequence());
    }
    return null;
  }

  /** Counts the delivery of {@code next}, which was had just now. */
  void take(Next next, long now) {
    if (next.repeated() == null) {
      ahead.remove();
      deliveries.first(next.entry(), now);
    } else {
      deliveries.again(next.repeated(), now);
    }
  }

  /** Has the store forget it until it is asked again. */
  void rest() {
    feed.rest();
  }

  void close() {
    ahead.clear();
    feed.close();
  }
}
