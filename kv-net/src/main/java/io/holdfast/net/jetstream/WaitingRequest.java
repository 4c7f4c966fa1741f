package io.holdfast.net.jetstream;

/**
 * A request for messages under way, and what of it is not used yet. Confined to the consumer's
 * thread; times are those of {@link System#nanoTime}.
 */
final class WaitingRequest {
  private final String replyTo;
  private final PullRequest request;
  private final long expiresAt;

  private long messagesLeft;
  private long bytesLeft;
  private boolean served;
  private long lastSentNanos;

  WaitingRequest(String replyTo, PullRequest request, long now) {
    this.replyTo = replyTo;
    this.request = request;
    this.expiresAt = now + request.expires().toNanos();
    this.messagesLeft = request.batch();
    this.bytesLeft = request.maxBytes();
    this.lastSentNanos = now;
  }

  String replyTo() {
    return replyTo;
  }

  long messagesLeft() {
    return messagesLeft;
  }

  /** Bytes that are not used; 0 also where there is no limit. */
  long bytesLeft() {
    return bytesLeft;
  }

  /** Whether a message of this size may be sent. */
  boolean fits(long bytes) {
    return request.maxBytes() == 0 || bytes <= bytesLeft;
  }

  /** Counts a message that was sent. */
  void sent(long bytes, long now) {
    messagesLeft--;
    bytesLeft = Math.max(0, bytesLeft - bytes);
    served = true;
    lastSentNanos = now;
  }

  /** Whether it got all that it asked for. */
  boolean isDone() {
    return messagesLeft <= 0 || (request.maxBytes() > 0 && bytesLeft <= 0);
  }

  boolean isExpired(long now) {
    return !request.expires().isZero() && expiresAt - now <= 0;
  }

  /** Whether it ends now that there is nothing for it. */
  boolean endsWithoutMore() {
    return request.noWait() && (served || request.expires().isZero());
  }

  /** Whether it got anything. */
  boolean isServed() {
    return served;
  }

  /** Whether it is time to tell that it is still served; then the time begins anew. */
  boolean beats(long now) {
    if (request.heartbeat().isZero() || now - lastSentNanos < request.heartbeat().toNanos()) {
      return false;
    }
    lastSentNanos = now;
    return true;
  }

  /** How long until something is to be done about it, if nothing is sent; at most {@code most}. */
  long nanosToNextLook(long now, long most) {
    long nanos = most;
    if (!request.expires().isZero()) {
      nanos = Math.min(nanos, expiresAt - now);
    }
    if (!request.heartbeat().isZero()) {
      nanos = Math.min(nanos, lastSentNanos + request.heartbeat().toNanos() - now);
    }
    return Math.max(0, nanos);
  }
}
