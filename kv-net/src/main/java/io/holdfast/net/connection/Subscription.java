package io.holdfast.net.connection;

import io.holdfast.net.access.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * One {@code SUB} of one connection. The identity is immutable and shared; what was delivered is
 * confined to the connection's event loop.
 */
final class Subscription {
  private final Connection connection;
  private final String pattern;
  private final @Nullable String queue;
  private final String sid;
  private final @Nullable Permissions filter;

  private long delivered;
  private long max = Long.MAX_VALUE;
  private Runnable whenExhausted = () -> {};

  Subscription(
      Connection connection,
      String pattern,
      @Nullable String queue,
      String sid,
      Permissions permissions) {
    this.connection = connection;
    this.filter = permissions.filters(pattern) ? permissions : null;
    this.pattern = pattern;
    this.queue = queue;
    this.sid = sid;
  }

  Connection connection() {
    return connection;
  }

  String pattern() {
    return pattern;
  }

  @Nullable String queue() {
    return queue;
  }

  String sid() {
    return sid;
  }

  /**
   * Whether a message to {@code subject}, which the pattern matches, may reach the client
   * (guarantee G40).
   */
  boolean accepts(String subject) {
    return filter == null || filter.mayReceive(subject);
  }

  /** Counts one delivery; false when the limit was reached before. */
  boolean countDelivery() {
    if (delivered >= max) {
      return false;
    }
    delivered++;
    if (delivered == max) {
      whenExhausted.run();
    }
    return true;
  }

  /** Runs {@code action} with the last delivery. */
  void whenExhausted(Runnable action) {
    whenExhausted = action;
  }

  /** Ends it after {@code total} deliveries since it began. */
  void limit(long total) {
    max = total;
  }

  /** Whether it will not deliver any more. */
  boolean isExhausted() {
    return delivered >= max;
  }
}
