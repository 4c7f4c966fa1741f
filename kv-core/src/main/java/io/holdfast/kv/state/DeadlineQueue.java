package io.holdfast.kv.state;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Revisions by deadline, earliest first, equal deadlines by revision: a binary heap of two numbers
 * per entry. An entry that goes before its deadline stays inside as a stale one and is passed over;
 * when more than half are stale the heap is built anew, so its size follows what is retained.
 */
final class DeadlineQueue {
  private static final int SLACK = 1024;

  private final LongPredicate retained;
  private long[] deadlines = new long[16];
  private long[] revisions = new long[16];
  private int size;
  private int stale;

  /** A queue that asks {@code retained} whether a revision is still there. */
  DeadlineQueue(LongPredicate retained) {
    this.retained = retained;
  }

  void add(long deadlineNanos, long revision) {
    if (size == deadlines.length) {
      deadlines = Arrays.copyOf(deadlines, size * 2);
      revisions = Arrays.copyOf(revisions, size * 2);
    }
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (!isBefore(deadlineNanos, revision, parent)) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    set(at, deadlineNanos, revision);
  }

  /** Notes that an entry that was added is no longer retained. */
  void noteGone() {
    stale++;
    if (stale > size / 2 + SLACK) {
      rebuild();
    }
  }

  /** The earliest deadline; {@link Long#MAX_VALUE} when there is none. */
  long earliest() {
    dropStale();
    return size == 0 ? Long.MAX_VALUE : deadlines[0];
  }

  /** The revision with the earliest deadline; there must be one. */
  long revision() {
    return revisions[0];
  }

  private void dropStale() {
    while (size > 0 && !retained.test(revisions[0])) {
      stale = Math.max(0, stale - 1);
      removeFirst();
    }
  }

  private void removeFirst() {
    size--;
    siftDown(0, deadlines[size], revisions[size]);
  }

  private void siftDown(int from, long deadline, long revision) {
    int at = from;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && isBefore(deadlines[child + 1], revisions[child + 1], child)) {
        child++;
      }
      if (!isBefore(deadlines[child], revisions[child], deadline, revision)) {
        break;
      }
      move(child, at);
      at = child;
    }
    set(at, deadline, revision);
  }

  private void rebuild() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (retained.test(revisions[i])) {
        set(kept++, deadlines[i], revisions[i]);
      }
    }
    size = kept;
    stale = 0;
    for (int i = size / 2 - 1; i >= 0; i--) {
      siftDown(i, deadlines[i], revisions[i]);
    }
  }

  private boolean isBefore(long deadline, long revision, int other) {
    return isBefore(deadline, revision, deadlines[other], revisions[other]);
  }

  private static boolean isBefore(
      long deadline, long revision, long otherDeadline, long otherRevision) {
    return deadline < otherDeadline || (deadline == otherDeadline && revision < otherRevision);
  }

  private void move(int from, int to) {
    set(to, deadlines[from], revisions[from]);
  }

  private void set(int at, long deadline, long revision) {
    deadlines[at] = deadline;
    revisions[at] = revision;
  }
}
