package io.holdfast.net.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values registered under the patterns that match a literal subject: a trie by token.
 *
 * <p>Thread-safe. Registrations and removals take one lock and never wait for look-ups; look-ups
 * take none. A look-up that begins after {@link #add} or {@link #remove} returned sees its effect;
 * one that runs beside it may or may not. The edge is each node's concurrent map and its volatile
 * list of values, which is replaced and never changed.
 */
final class SubjectIndex<T> {
  private static final String ANY_TOKEN = "*";
  private static final String ANY_REST = ">";

  private static final class Node<T> {
    final Map<String, Node<T>> children = new ConcurrentHashMap<>(4);
    volatile List<T> values = List.of();

    boolean isSpent() {
      return values.isEmpty() && children.isEmpty();
    }
  }

  private final Object writing = new Object();
  private final Node<T> root = new Node<>();

  /**
   * Registers {@code value} under a valid pattern; the same value may be registered under several.
   */
  void add(String pattern, T value) {
    synchronized (writing) {
      Node<T> node = root;
      for (String token : tokens(pattern)) {
        node = node.children.computeIfAbsent(token, absent -> new Node<>());
      }
      var more = new ArrayList<>(node.values);
      more.add(value);
      node.values = List.copyOf(more);
    }
  }

  /** Takes one registration back; does nothing when there is none. */
  void remove(String pattern, T value) {
    synchronized (writing) {
      remove(root, tokens(pattern), 0, value);
    }
  }

  private static <T> void remove(Node<T> node, String[] tokens, int depth, T value) {
    if (depth == tokens.length) {
      var fewer = new ArrayList<>(node.values);
      fewer.remove(value);
      node.values = List.copyOf(fewer);
      return;
    }
    Node<T> child = node.children.get(tokens[depth]);
    if (child != null) {
      remove(child, tokens, depth + 1, value);
      if (child.isSpent()) {
        node.children.remove(tokens[depth]);
      }
    }
  }

  /** Hands every value under a pattern that matches {@code subject} to {@code action}. */
  void forEachMatch(String subject, Consumer<? super T> action) {
    match(root, subject, 0, action);
  }

  private static <T> void match(
      Node<T> node, String subject, int from, Consumer<? super T> action) {
    if (node.children.isEmpty()) {
      return;
    }
    int dot = subject.indexOf('.', from);
    boolean last = dot < 0;
    String token = subject.substring(from, last ? subject.length() : dot);
    Node<T> rest = node.children.get(ANY_REST);
    if (rest != null && !token.isEmpty()) {
      rest.values.forEach(action);
    }
    // A literal wildcard in a published subject is only text: it must not be taken for the branch
    // of that name.
    if (!token.equals(ANY_TOKEN) && !token.equals(ANY_REST)) {
      descend(node.children.get(token), subject, dot, last, action);
    }
    if (!token.isEmpty()) {
      descend(node.children.get(ANY_TOKEN), subject, dot, last, action);
    }
  }

  private static <T> void descend(
      @Nullable Node<T> child, String subject, int dot, boolean last, Consumer<? super T> action) {
    if (child == null) {
      return;
    }
    if (last) {
      child.values.forEach(action);
    } else {
      match(child, subject, dot + 1, action);
    }
  }

  private static String[] tokens(String pattern) {
    return pattern.split("\\.", -1);
  }
}
