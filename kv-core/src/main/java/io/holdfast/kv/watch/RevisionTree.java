package io.holdfast.kv.watch;

import io.holdfast.kv.StoredEntry;
import org.jspecify.annotations.Nullable;

/**
 * Retained entries by revision: a radix tree of 64 slots per node, which grows at the root as
 * revisions grow and frees a node when its last slot empties. One thread writes; any thread reads
 * without locks, and may miss what is written or removed while it looks.
 *
 * <p>{@link #capture} takes the tree as it is by taking its root: from then on the writer copies a
 * node before it changes it, once per node and capture.
 *
 * <p>Cost: one step per 6 bits of the revision; about 5 slots of 4 bytes per entry when keys are
 * overwritten at random.
 */
final class RevisionTree {
  private static final int WIDTH = RevisionNode.WIDTH;

  /** Nodes of older generations belong to captures. Writer's own. */
  private int generation;

  private volatile RevisionNode root = new RevisionNode(0, 0, generation);

  /**
   * The leaf written last; never freed while it is, since the next revision goes there. Writer's
   * own.
   */
  private RevisionNode tail = root;

  /** Adds {@code stored}, or puts it in the place of the entry with its revision. Writer only. */
  void put(StoredEntry stored) {
    long revision = stored.revision();
    RevisionNode leaf =
        tail.covers(revision) && tail.generation == generation ? tail : leafFor(revision);
    leaf.set(leaf.slotOf(revision), stored);
  }

  /** Removes the entry with {@code revision}. Writer only. */
  void remove(long revision) {
    if (get(revision) != null) {
      remove(ownRoot(), revision);
    }
  }

  /** The entry with {@code revision}; null when it is not kept. */
  @Nullable StoredEntry get(long revision) {
    RevisionNode node = root;
    if (!node.covers(revision)) {
      return null;
    }
    while (!node.isLeaf()) {
      Object child = node.at(node.slotOf(revision));
      if (child == null) {
        return null;
      }
      node = (RevisionNode) child;
    }
    return (StoredEntry) node.at(node.slotOf(revision));
  }

  /** A walk forward; confined to its thread. */
  Walk walk() {
    return new Walk();
  }

  /** The {@code size} entries that it holds now, at the price of a few words. Writer only. */
  CapturedEntries capture(long size) {
    generation++;
    return new CapturedEntries(root, size);
  }

  /** Finds entries in revision order, at the price of a look into a leaf where they are dense. */
  final class Walk {
    private @Nullable RevisionNode leaf;

    /** The entry with the smallest revision in the range; null when there is none. */
    @Nullable StoredEntry next(long from, long to) {
      long low = from;
      RevisionNode at = leaf;
      if (at != null && at.covers(low)) {
        StoredEntry found = at.firstEntry(low);
        // Asked after the look: a retired leaf may lack what was published since.
        if (!at.isRetired()) {
          if (found != null) {
            return found.revision() <= to ? found : null;
          }
          low = at.base + WIDTH;
        }
      }
      while (low <= to) {
        at = root.leafFrom(low);
        if (at == null) {
          return null;
        }
        leaf = at;
        StoredEntry found = at.firstEntry(low);
        if (found != null) {
          return found.revision() <= to ? found : null;
        }
        low = at.base + WIDTH;
      }
      return null;
    }
  }

  private RevisionNode leafFor(long revision) {
    while (!root.covers(revision)) {
      RevisionNode lower = root;
      var higher = new RevisionNode(0, lower.shift() + RevisionNode.BITS, generation);
      if (!lower.isUnused() || isTail(lower)) {
        higher.set(0, lower);
      }
      root = higher;
    }
    RevisionNode node = ownRoot();
    while (!node.isLeaf()) {
      node = ownChild(node, revision);
    }
    if (node.base > tail.base) {
      RevisionNode before = tail;
      tail = node;
      if (before.isUnused()) {
        remove(ownRoot(), before.base);
      }
    }
    return node;
  }

  private RevisionNode ownRoot() {
    RevisionNode now = root;
    if (now.generation != generation) {
      now = own(now);
      root = now;
    }
    return now;
  }

  /** The child on the way to {@code revision}, made where it is missing. */
  private RevisionNode ownChild(RevisionNode parent, long revision) {
    int slot = parent.slotOf(revision);
    Object found = parent.at(slot);
    RevisionNode child =
        found == null
            ? RevisionNode.at(revision, parent.shift() - RevisionNode.BITS, generation)
            : (RevisionNode) found;
    if (child.generation != generation) {
      child = own(child);
    }
    if (child != found) {
      parent.set(slot, child);
    }
    return child;
  }

  private RevisionNode own(RevisionNode node) {
    RevisionNode copy = node.successor(generation);
    if (isTail(node)) {
      tail = copy;
    }
    return copy;
  }

  /** Clears the revision's slot and frees what is empty on the way up; {@code node} is owned. */
  private void remove(RevisionNode node, long revision) {
    int slot = node.slotOf(revision);
    if (node.at(slot) == null) {
      return;
    }
    if (!node.isLeaf()) {
      RevisionNode child = ownChild(node, revision);
      remove(child, revision);
      if (!child.isUnused() || isTail(child)) {
        return;
      }
    }
    node.clear(slot);
  }

  private boolean isTail(RevisionNode node) {
    return node == tail;
  }
}
