package io.holdfast.kv.state;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * What {@link DeadlineQueue} is measured against: a hierarchical timer wheel with the same answers.
 * Adding is one step, whatever there is; a slot is sorted when its time comes, and one of a higher
 * level is dealt out to the level below. Stale entries are dropped then.
 */
final class TimerWheel {
  private static final int LEVELS = 4;
  private static final int BITS = 8;
  private static final int SLOTS = 1 << BITS;

  /** A slot of the lowest level stands for 2^24 ns, 17 ms. */
  private static final int SHIFT = 24;

  private final LongPredicate retained;
  private final Slot[][] levels = new Slot[LEVELS][SLOTS];

  /** What is due first, sorted; everything in the levels comes later. */
  private Slot front = new Slot();

  private int next;
  private long tick;
  private long size;

  TimerWheel(LongPredicate retained) {
    this.retained = retained;
  }

  /** Two numbers per entry. */
  private static final class Slot {
    long[] deadlines = new long[4];
    long[] revisions = new long[4];
    int size;

    void add(long deadline, long revision) {
      if (size == deadlines.length) {
        deadlines = Arrays.copyOf(deadlines, size * 2);
        revisions = Arrays.copyOf(revisions, size * 2);
      }
      deadlines[size] = deadline;
      revisions[size++] = revision;
    }
  }

  void add(long deadline, long revision) {
    size++;
    place(deadline, revision);
  }

  private void place(long deadline, long revision) {
    long at = Math.max(deadline >>> SHIFT, tick);
    if (at == tick) {
      insertIntoFront(deadline, revision);
      return;
    }
    int level = (63 - Long.numberOfLeadingZeros(at ^ tick)) / BITS;
    if (level >= LEVELS) {
      throw new IllegalArgumentException("beyond the wheel: " + deadline);
    }
    int slot = (int) (at >>> (level * BITS)) & (SLOTS - 1);
    Slot found = levels[level][slot];
    if (found == null) {
      found = new Slot();
      levels[level][slot] = found;
    }
    found.add(deadline, revision);
  }

  private void insertIntoFront(long deadline, long revision) {
    front.add(deadline, revision);
    for (int i = front.size - 1; i > next && before(front, i, i - 1); i--) {
      swap(front, i, i - 1);
    }
  }

  /** The earliest deadline; {@link Long#MAX_VALUE} when there is none. */
  long earliest() {
    while (true) {
      while (next < front.size && !retained.test(front.revisions[next])) {
        next++;
        size--;
      }
      if (next < front.size) {
        return front.deadlines[next];
      }
      if (size == 0) {
        return Long.MAX_VALUE;
      }
      turn();
    }
  }

  long revision() {
    return front.revisions[next];
  }

  /** Goes on to the next slot that has something, dealing out higher ones on the way. */
  private void turn() {
    front.size = 0;
    next = 0;
    while (true) {
      int from = (int) tick & (SLOTS - 1);
      for (int slot = from + 1; slot < SLOTS; slot++) {
        Slot found = levels[0][slot];
        if (found != null && found.size > 0) {
          tick = tick - from + slot;
          Slot empty = front;
          front = found;
          levels[0][slot] = empty;
          sort(front, 0, front.size - 1);
          return;
        }
      }
      tick = (tick | (SLOTS - 1)) + 1;
      for (int level = 1; level < LEVELS; level++) {
        int slot = (int) (tick >>> (level * BITS)) & (SLOTS - 1);
        Slot found = levels[level][slot];
        levels[level][slot] = null;
        if (found != null) {
          deal(found);
        }
        if (slot != 0) {
          break;
        }
      }
      if (front.size > 0) {
        return;
      }
    }
  }

  private void deal(Slot slot) {
    for (int i = 0; i < slot.size; i++) {
      if (retained.test(slot.revisions[i])) {
        place(slot.deadlines[i], slot.revisions[i]);
      } else {
        size--;
      }
    }
  }

  private static boolean before(Slot slot, int a, int b) {
    return slot.deadlines[a] < slot.deadlines[b]
        || (slot.deadlines[a] == slot.deadlines[b] && slot.revisions[a] < slot.revisions[b]);
  }

  private static void swap(Slot slot, int a, int b) {
    long deadline = slot.deadlines[a];
    long revision = slot.revisions[a];
    slot.deadlines[a] = slot.deadlines[b];
    slot.revisions[a] = slot.revisions[b];
    slot.deadlines[b] = deadline;
    slot.revisions[b] = revision;
  }

  private static void sort(Slot slot, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      swap(slot, (low + high) >>> 1, high);
      int boundary = low;
      for (int i = low; i < high; i++) {
        if (before(slot, i, high)) {
          swap(slot, i, boundary++);
        }
      }
      swap(slot, boundary, high);
      if (boundary - low < high - boundary) {
        sort(slot, low, boundary - 1);
        low = boundary + 1;
      } else {
        sort(slot, boundary + 1, high);
        high = boundary - 1;
      }
    }
  }
}
