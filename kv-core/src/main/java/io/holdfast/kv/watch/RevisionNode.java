package io.holdfast.kv.watch;

import io.holdfast.kv.StoredEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A node of a {@link RevisionTree}: 64 slots, of entries in a leaf and of nodes above.
 *
 * <p>Threads: the writer changes a node only while it is of the tree's present generation; older
 * ones belong to captures and are final but for {@link #isRetired}. A slot is written with release
 * and read with acquire.
 */
final class RevisionNode {
  static final int BITS = 6;
  static final int WIDTH = 1 << BITS;
  private static final int MASK = WIDTH - 1;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  /** First revision it stands for. */
  final long base;

  /** The tree's generation when it was made. */
  final int generation;

  /** Bits of the revision below this node's own; 0: slots hold entries, else nodes. */
  private final byte shift;

  /** Slots in use; known to the writer alone. */
  private byte used;

  private volatile boolean retired;
  private final @Nullable Object[] slots;

  RevisionNode(long base, int shift, int generation) {
    this(base, (byte) shift, (byte) 0, generation, new @Nullable Object[WIDTH]);
  }

  private RevisionNode(long base, byte shift, byte used, int generation, @Nullable Object[] slots) {
    this.base = base;
    this.shift = shift;
    this.used = used;
    this.generation = generation;
    this.slots = slots;
  }

  /** The node that stands for {@code revision} at the given height. */
  static RevisionNode at(long revision, int shift, int generation) {
    return new RevisionNode(revision >>> shift >>> BITS << BITS << shift, shift, generation);
  }

  boolean isLeaf() {
    return shift == 0;
  }

  int shift() {
    return shift;
  }

  boolean isUnused() {
    return used == 0;
  }

  int slotOf(long revision) {
    return (int) (revision >>> shift) & MASK;
  }

  boolean covers(long revision) {
    return (revision - base) >>> shift >>> BITS == 0;
  }

  @Nullable Object at(int slot) {
    return SLOT.getAcquire(slots, slot);
  }

  /** Puts {@code value} into a slot. Writer only. */
  void set(int slot, Object value) {
    if (slots[slot] == null) {
      used++;
    }
    SLOT.setRelease(slots, slot, value);
  }

  /** Empties a slot that is in use. Writer only. */
  void clear(int slot) {
    used--;
    SLOT.setRelease(slots, slot, null);
  }

  /**
   * A copy for the writer to change. Who still reads this one learns by {@link #isRetired} that
   * what is written from now on is not here.
   */
  RevisionNode successor(int newGeneration) {
    var copy = new RevisionNode(base, shift, used, newGeneration, slots.clone());
    retired = true;
    return copy;
  }

  /**
   * Whether another node has taken its place. A reader that asks after it has looked, and hears no,
   * has seen everything that was published before it looked.
   */
  boolean isRetired() {
    return retired;
  }

  /** The first entry of this leaf with a revision of at least {@code from}. */
  @Nullable StoredEntry firstEntry(long from) {
    for (int slot = from <= base ? 0 : slotOf(from); slot < WIDTH; slot++) {
      Object found = at(slot);
      if (found != null) {
        return (StoredEntry) found;
      }
    }
    return null;
  }

  /** The first leaf under this node that may hold a revision of at least {@code from}. */
  @Nullable RevisionNode leafFrom(long from) {
    if (from > base && !covers(from)) {
      return null;
    }
    if (isLeaf()) {
      return this;
    }
    for (int slot = from <= base ? 0 : slotOf(from); slot < WIDTH; slot++) {
      Object child = at(slot);
      RevisionNode leaf = child == null ? null : ((RevisionNode) child).leafFrom(from);
      if (leaf != null) {
        return leaf;
      }
    }
    return null;
  }
}
