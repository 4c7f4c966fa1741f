package io.holdfast.kv.state;

import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue that grows old at its front, and whose content is captured at the price of one reference
 * per some hundred items: they lie in chunks that are only ever appended to. Confined to the apply
 * thread; a capture is immutable. A chunk goes when its last item has been removed.
 */
final class AgeingQueue<T> {
  private static final int FIRST_CHUNK = 4;
  private static final int LARGEST_CHUNK = 256;

  private final ArrayDeque<T[]> chunks = new ArrayDeque<>();

  /** Items removed from the first chunk. */
  private int removed;

  /** Items in the last chunk. */
  private int filled;

  private int size;

  void add(T item) {
    T[] last = chunks.peekLast();
    if (last == null || filled == last.length) {
      last = chunk(last == null ? FIRST_CHUNK : Math.min(last.length * 2, LARGEST_CHUNK));
      chunks.addLast(last);
      filled = 0;
    }
    last[filled++] = item;
    size++;
  }

  /** Items in it. */
  int size() {
    return size;
  }

  /** The oldest item; null when there is none. */
  @Nullable T peek() {
    return size == 0 ? null : chunks.getFirst()[removed];
  }

  /** Removes the oldest item; there must be one. */
  T remove() {
    T oldest = chunks.getFirst()[removed];
    removed++;
    size--;
    if (size == 0) {
      chunks.clear();
      removed = 0;
    } else if (removed == chunks.getFirst().length) {
      chunks.removeFirst();
      removed = 0;
    }
    return oldest;
  }

  /** The newest item that is {@code wanted}; null when none is. */
  @Nullable T findNewest(Predicate<? super T> wanted) {
    int left = size;
    int at = filled;
    Iterator<T[]> backwards = chunks.descendingIterator();
    while (left > 0) {
      T[] chunk = backwards.next();
      for (at = at < 0 ? chunk.length : at; at > 0 && left > 0; left--) {
        T item = chunk[--at];
        if (wanted.test(item)) {
          return item;
        }
      }
      at = -1;
    }
    return null;
  }

  /** What is in it now, oldest first. */
  Collection<T> capture() {
    return new Captured<>(List.copyOf(chunks), removed, size);
  }

  @SuppressWarnings("unchecked") // Nobody outside sees the array.
  private T[] chunk(int length) {
    return (T[]) new Object[length];
  }

  /** The items of some chunks, from {@code first} in the first one on. */
  private static final class Captured<T> extends AbstractCollection<T> {
    private final List<T[]> chunks;
    private final int first;
    private final int size;

    Captured(List<T[]> chunks, int first, int size) {
      this.chunks = chunks;
      this.first = first;
      this.size = size;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public Iterator<T> iterator() {
      return new Iterator<>() {
        private int chunk;
        private int at = first;
        private int left = size;

        @Override
        public boolean hasNext() {
          return left > 0;
        }

        @Override
        public T next() {
          if (left == 0) {
            throw new NoSuchElementException("all items were visited");
          }
          if (at == chunks.get(chunk).length) {
            chunk++;
            at = 0;
          }
          left--;
          return chunks.get(chunk)[at++];
        }
      };
    }
  }
}
