package io.holdfast.kv.watch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The open cursors of a bucket by the tokens of their filters, so that a written key finds its
 * cursors without asking each. Registering takes a lock, which the apply thread never does: it
 * walks concurrent maps, and sees a cursor that was added before its walk began.
 */
final class CursorTrie {
  private static final class Node {
    final ConcurrentHashMap<String, Node> children = new ConcurrentHashMap<>(4);
    final Set<TableCursor> here = new ConcurrentSkipListSet<>();

    /** Those whose filter goes on with a final {@code >}. */
    final Set<TableCursor> below = new ConcurrentSkipListSet<>();

    boolean isEmpty() {
      return children.isEmpty() && here.isEmpty() && below.isEmpty();
    }
  }

  private final Object registration = new Object();
  private final Node root = new Node();
  private final AtomicInteger cursors = new AtomicInteger();
  private final AtomicLong numbers = new AtomicLong();

  /** The place of a new cursor among the others: they are signalled in this order. */
  long nextNumber() {
    return numbers.incrementAndGet();
  }

  /** Adds {@code cursor} under all filters. */
  void add(TableCursor cursor, KeyFilter filter) {
    synchronized (registration) {
      for (String pattern : filter.patterns()) {
        add(root, pattern, 0, cursor);
      }
      cursors.incrementAndGet();
    }
  }

  /** Removes {@code cursor}, which was added under these filters. */
  void remove(TableCursor cursor, KeyFilter filter) {
    synchronized (registration) {
      for (String pattern : filter.patterns()) {
        remove(root, pattern, 0, cursor);
      }
      cursors.decrementAndGet();
    }
  }

  /** Whether nobody is registered. */
  boolean isEmpty() {
    return cursors.get() == 0;
  }

  /** Signals {@code revision} to the cursors that match {@code key}. */
  void signal(String key, long revision) {
    signal(root, key, 0, revision);
  }

  /**
   * Signals every cursor that it has come to its end, also those that wait for a revision in the
   * future.
   */
  void signalAll() {
    signalAll(root);
  }

  private static void add(Node node, String pattern, int start, TableCursor cursor) {
    if (start > pattern.length()) {
      node.here.add(cursor);
      return;
    }
    int end = tokenEnd(pattern, start);
    String token = pattern.substring(start, end);
    if (token.equals(">") && end == pattern.length()) {
      node.below.add(cursor);
    } else {
      add(node.children.computeIfAbsent(token, unseen -> new Node()), pattern, end + 1, cursor);
    }
  }

  private static void remove(Node node, String pattern, int start, TableCursor cursor) {
    if (start > pattern.length()) {
      node.here.remove(cursor);
      return;
    }
    int end = tokenEnd(pattern, start);
    String token = pattern.substring(start, end);
    if (token.equals(">") && end == pattern.length()) {
      node.below.remove(cursor);
      return;
    }
    Node child = node.children.get(token);
    if (child != null) {
      remove(child, pattern, end + 1, cursor);
      if (child.isEmpty()) {
        node.children.remove(token);
      }
    }
  }

  private static void signal(@Nullable Node node, String key, int start, long revision) {
    if (node == null) {
      return;
    }
    if (start > key.length()) {
      signalEach(node.here, revision);
      return;
    }
    signalEach(node.below, revision);
    if (!node.children.isEmpty()) {
      int end = tokenEnd(key, start);
      signal(node.children.get(key.substring(start, end)), key, end + 1, revision);
      signal(node.children.get("*"), key, end + 1, revision);
    }
  }

  private static void signalAll(Node node) {
    signalEach(node.here, Long.MAX_VALUE);
    signalEach(node.below, Long.MAX_VALUE);
    node.children.values().forEach(CursorTrie::signalAll);
  }

  private static void signalEach(Set<TableCursor> cursors, long revision) {
    if (!cursors.isEmpty()) {
      for (TableCursor cursor : cursors) {
        cursor.signal(revision);
      }
    }
  }

  private static int tokenEnd(String text, int start) {
    int dot = text.indexOf('.', start);
    return dot < 0 ? text.length() : dot;
  }
}
