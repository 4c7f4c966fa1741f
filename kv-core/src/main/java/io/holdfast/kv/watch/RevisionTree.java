package io.holdfast.kv.watch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Retained entries by revision: a radix tree of 64 slots per node, which grows at the root as
 * revisions grow and frees a node when its last slot empties. One thread writes; any thread reads
 * without locks: each slot is written with release and read with acquire, and entries are
 * immutable. A reader may miss what is written or removed while it looks.
 *
 * <p>Cost: one step per 6 bits of the revision; about 5 slots of 4 bytes per entry when keys are
 * overwritten at random.
 */
final class RevisionTree {
  private static final int BITS = 6;
  private static final int WIDTH = 1 << BITS;
  private static final int MASK = WIDTH - 1;
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

  private static final class Node {
    /** First revision it stands for. */
    final long base;

    /** Bits of the revision below this node's own; 0: slots hold entries, else nodes. */
    final int shift;

    final @Nullable Object[] slots = new @Nullable Object[WIDTH];

    /** Slots in use; known to the writer alone. */
    int used;

    Node(long base, int shift) {
      this.base = base;
      this.shift = shift;
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

    void set(int slot, @Nullable Object value) {
      SLOT.setRelease(slots, slot, value);
    }
  }

  private volatile Node root = new Node(0, 0);

  /**
   * The leaf written last; never freed while it is, since the next revision goes there. Writer's
   * own.
   */
  private Node tail = root;

  /** Adds {@code stored}, or puts it in the place of the entry with its revision. Writer only. */
  void put(StoredEntry stored) {
    long revision = stored.revision();
    Node leaf = tail.covers(revision) ? tail : leafFor(revision);
    int slot = leaf.slotOf(revision);
    if (leaf.slots[slot] == null) {
      leaf.used++;
    }
    leaf.set(slot, stored);
  }

  /** Removes the entry with {@code revision}. Writer only. */
  void remove(long revision) {
    if (root.covers(revision)) {
      remove(root, revision);
    }
  }

  /** The entry with {@code revision}; null when it is not kept. */
  @Nullable StoredEntry get(long revision) {
    Node node = root;
    if (!node.covers(revision)) {
      return null;
    }
    while (node.shift > 0) {
      Object child = node.at(node.slotOf(revision));
      if (child == null) {
        return null;
      }
      node = (Node) child;
    }
    return (StoredEntry) node.at(node.slotOf(revision));
  }

  /** A walk forward; confined to its thread. */
  Walk walk() {
    return new Walk();
  }

  /** Copies the references of all entries, in revision order, into {@code target}. Writer only. */
  void copyTo(StoredEntry[] target) {
    int copied = copy(root, target, 0);
    if (copied != target.length) {
      throw new IllegalStateException(
          "the revision index holds "
              + copied
              + " entries where the counters say "
              + target.length);
    }
  }

  /** Finds entries in revision order, at the price of a look into a leaf where they are dense. */
  final class Walk {
    private @Nullable Node leaf;

    /** The entry with the smallest revision in the range; null when there is none. */
    @Nullable StoredEntry next(long from, long to) {
      Node at = leaf;
      long low = from;
      if (at != null && at.covers(low)) {
        StoredEntry found = firstIn(at, low);
        if (found != null) {
          return found.revision() <= to ? found : null;
        }
        low = at.base + WIDTH;
      }
      while (low <= to) {
        at = leafFrom(root, low);
        if (at == null) {
          return null;
        }
        leaf = at;
        low = Math.max(low, at.base);
        StoredEntry found = firstIn(at, low);
        if (found != null) {
          return found.revision() <= to ? found : null;
        }
        low = at.base + WIDTH;
      }
      return null;
    }
  }

  private static @Nullable StoredEntry firstIn(Node leaf, long from) {
    for (int slot = leaf.slotOf(from); slot < WIDTH; slot++) {
      Object found = leaf.at(slot);
      if (found != null) {
        return (StoredEntry) found;
      }
    }
    return null;
  }

  /** The first leaf that may hold a revision at or above {@code from}. */
  private static @Nullable Node leafFrom(Node node, long from) {
    if (from > node.base && !node.covers(from)) {
      return null;
    }
    if (node.shift == 0) {
      return node;
    }
    for (int slot = from <= node.base ? 0 : node.slotOf(from); slot < WIDTH; slot++) {
      Object child = node.at(slot);
      Node leaf = child == null ? null : leafFrom((Node) child, from);
      if (leaf != null) {
        return leaf;
      }
    }
    return null;
  }

  private Node leafFor(long revision) {
    while (!root.covers(revision)) {
      Node higher = new Node(0, root.shift + BITS);
      if (root.used > 0 || root == tail) {
        higher.set(0, root);
        higher.used = 1;
      }
      root = higher;
    }
    Node node = root;
    while (node.shift > 0) {
      int slot = node.slotOf(revision);
      Object child = node.slots[slot];
      if (child == null) {
        int shift = node.shift - BITS;
        child = new Node(revision >>> shift >>> BITS << BITS << shift, shift);
        node.set(slot, child);
        node.used++;
      }
      node = (Node) child;
    }
    if (node.base > tail.base) {
      Node before = tail;
      tail = node;
      if (before.used == 0) {
        remove(root, before.base);
      }
    }
    return node;
  }

  /** Clears the revision's slot and frees what is empty on the way up. */
  private void remove(Node node, long revision) {
    int slot = node.slotOf(revision);
    Object found = node.slots[slot];
    if (found == null) {
      return;
    }
    if (node.shift > 0) {
      Node child = (Node) found;
      remove(child, revision);
      if (child.used > 0 || child == tail) {
        return;
      }
    }
    node.set(slot, null);
    node.used--;
  }

  private static int copy(Node node, StoredEntry[] target, int copied) {
    int next = copied;
    for (int slot = 0; slot < WIDTH; slot++) {
      Object found = node.slots[slot];
      if (found instanceof Node child) {
        next = copy(child, target, next);
      } else if (found != null) {
        if (next < target.length) {
          target[next] = (StoredEntry) found;
        }
        next++;
      }
    }
    return next;
  }
}
