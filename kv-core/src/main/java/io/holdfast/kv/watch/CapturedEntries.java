package io.holdfast.kv.watch;

import io.holdfast.kv.StoredEntry;
import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * All entries of a table at one moment, in revision order. Immutable, and captured without copying
 * any of them: the nodes of the revision tree are left to it, and the writer copies each one before
 * it changes it. Holds on to what is removed meanwhile for as long as it is itself held.
 */
final class CapturedEntries extends AbstractCollection<StoredEntry> {
  private final RevisionNode root;
  private final int size;

  CapturedEntries(RevisionNode root, long size) {
    this.root = root;
    this.size = Math.toIntExact(size);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Iterator<StoredEntry> iterator() {
    return new InOrder(root);
  }

  private static final class InOrder implements Iterator<StoredEntry> {
    private final RevisionNode root;
    private @Nullable RevisionNode leaf;
    private @Nullable StoredEntry next;

    InOrder(RevisionNode root) {
      this.root = root;
      this.leaf = root.leafFrom(0);
      this.next = findFrom(0);
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public StoredEntry next() {
      StoredEntry found = next;
      if (found == null) {
        throw new NoSuchElementException("all entries were visited");
      }
      next = findFrom(found.revision() + 1);
      return found;
    }

    private @Nullable StoredEntry findFrom(long revision) {
      long low = revision;
      while (leaf != null) {
        StoredEntry found = leaf.covers(low) || low <= leaf.base ? leaf.firstEntry(low) : null;
        if (found != null) {
          return found;
        }
        low = leaf.base + RevisionNode.WIDTH;
        leaf = root.leafFrom(low);
      }
      return null;
    }
  }
}
