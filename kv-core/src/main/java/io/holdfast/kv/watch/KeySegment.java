package io.holdfast.kv.watch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A part of a {@link KeyTable}: an open-addressing table with linear probing, at most two thirds
 * full. One thread writes; any thread reads without locks.
 *
 * <p>Threads: a slot is written with release and read with acquire, and what it holds is immutable.
 * A key stays in its slot for as long as it is here, and a slot once taken is never empty again, so
 * a reader that meets an empty slot has passed the only place where its key could be. To make room
 * the writer fills another segment and puts it in this one's place; this one is never written
 * again, and who still reads it sees the moment of the change.
 */
final class KeySegment {
  /** Slots of the largest segment that finds its keys by the hash that a string remembers. */
  static final int USUAL_SLOTS = 1024;

  /** Bounds the directory, whatever keys somebody chooses. */
  private static final int GREATEST_DEPTH = 20;

  private static final int FEWEST_SLOTS = 8;
  private static final int FNV_PRIME = 0x01000193;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  /** Holds the place of a key that is gone, until the segment is replaced. */
  private static final Object GONE = new Object();

  /** How many leading bits of their hash its keys have in common. */
  final int depth;

  private final @Nullable Object[] slots;

  /** Keys, and slots that are not empty. The writer's own. */
  private int live;

  private int taken;

  private KeySegment(int depth, int slots) {
    this.depth = depth;
    this.slots = new @Nullable Object[slots];
  }

  static KeySegment empty() {
    return new KeySegment(0, FEWEST_SLOTS);
  }

  /** What is kept of {@code key}; null: nothing. Any thread. */
  @Nullable Object get(String key, int hash) {
    int mask = slots.length - 1;
    for (int at = home(key, hash); ; at = (at + 1) & mask) {
      Object found = SLOT.getAcquire(slots, at);
      if (found == null) {
        return null;
      }
      if (found != GONE && KeyTrace.keyOf(found).equals(key)) {
        return found;
      }
    }
  }

  /** Replaces what is kept of {@code key}; false when nothing is. Writer only. */
  boolean replace(String key, int hash, Object kept) {
    int at = find(key, hash);
    if (at < 0) {
      return false;
    }
    SLOT.setRelease(slots, at, kept);
    return true;
  }

  /** Whether {@link #add} may be called. */
  boolean hasRoom() {
    return (taken + 1) * 3 <= slots.length * 2;
  }

  /** Adds a key that is not here. Writer only. */
  void add(String key, int hash, Object kept) {
    int mask = slots.length - 1;
    int at = home(key, hash);
    while (slots[at] != null) {
      at = (at + 1) & mask;
    }
    live++;
    taken++;
    SLOT.setRelease(slots, at, kept);
  }

  /** Removes a key; whether it was here. Writer only. */
  boolean remove(String key, int hash) {
    int at = find(key, hash);
    if (at < 0) {
      return false;
    }
    live--;
    SLOT.setRelease(slots, at, GONE);
    return true;
  }

  /** Whether so few keys are left that {@link #resized} would be much smaller. */
  boolean isSparse() {
    return slots.length > FEWEST_SLOTS && live * 8 < slots.length;
  }

  /** Whether its keys are to be spread over two segments rather than over a larger one. */
  boolean isForSplitting() {
    return slots.length == USUAL_SLOTS && live > USUAL_SLOTS / 2 && depth < GREATEST_DEPTH;
  }

  /** The same keys in as many slots as they need, with room for more. */
  KeySegment resized() {
    var kept = new ArrayList<Object>(live);
    forEach(kept::add);
    return of(depth, kept);
  }

  /** The keys whose first bit of the hash beyond {@link #depth} is {@code bit}. */
  KeySegment half(int bit) {
    var kept = new ArrayList<Object>(live);
    forEach(
        each -> {
          if ((hash(KeyTrace.keyOf(each)) >>> (31 - depth) & 1) == bit) {
            kept.add(each);
          }
        });
    return of(depth + 1, kept);
  }

  /** How many keys it has. */
  int live() {
    return live;
  }

  void forEach(Consumer<Object> action) {
    for (Object found : slots) {
      if (found != null && found != GONE) {
        action.accept(found);
      }
    }
  }

  /** The hash of a key: its first bits choose the segment, its last ones usually the slot. */
  static int hash(String key) {
    return mixed(key.hashCode());
  }

  /**
   * Where the search for a key begins. Keys that all have the same hash end up in a segment that is
   * larger than usual, which so knows to look at the whole key in another way.
   */
  private int home(String key, int hash) {
    int mask = slots.length - 1;
    return slots.length <= USUAL_SLOTS ? hash & mask : otherHash(key) & mask;
  }

  private static int otherHash(String key) {
    int hash = 0;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * FNV_PRIME;
    }
    return mixed(hash);
  }

  /** Spreads every bit over all (source: the finalizer of MurmurHash3). */
  private static int mixed(int hash) {
    int mixed = (hash ^ hash >>> 16) * 0x85ebca6b;
    mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
    return mixed ^ mixed >>> 16;
  }

  private static KeySegment of(int depth, List<Object> kept) {
    int slots = FEWEST_SLOTS;
    while (slots < kept.size() * 2) {
      slots *= 2;
    }
    var segment = new KeySegment(depth, slots);
    for (Object each : kept) {
      String key = KeyTrace.keyOf(each);
      segment.add(key, hash(key), each);
    }
    return segment;
  }

  private int find(String key, int hash) {
    int mask = slots.length - 1;
    for (int at = home(key, hash); ; at = (at + 1) & mask) {
      Object found = slots[at];
      if (found == null) {
        return -1;
      }
      if (found != GONE && KeyTrace.keyOf(found).equals(key)) {
        return at;
      }
    }
  }
}
