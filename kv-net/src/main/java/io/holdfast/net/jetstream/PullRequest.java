package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A request for messages. Immutable.
 *
 * @param batch most messages; at least 1
 * @param maxBytes most bytes; 0: no limit
 * @param expires how long it waits; zero: as long as somebody listens
 * @param noWait whether it ends as soon as there is nothing more
 * @param heartbeat silence after which it is told that it is still served; zero: never
 */
record PullRequest(
    long batch, long maxBytes, Duration expires, boolean noWait, Duration heartbeat) {

  /**
   * Reads a body: nothing, a number of messages, or JSON.
   *
   * @throws ApiError 400 with the reason when it makes no sense
   */
  static PullRequest parse(Bytes payload) {
    String text = payload.utf8().trim();
    if (!text.startsWith("{")) {
      OptionalLong batch = text.isEmpty() ? OptionalLong.of(1) : PublishHeaders.number(text);
      if (batch.isEmpty()) {
        throw bad("neither a number nor a JSON object");
      }
      return new PullRequest(
          Math.max(1, batch.getAsLong()), 0, Duration.ZERO, false, Duration.ZERO);
    }
    RequestBody body;
    PullRequest request;
    try {
      body = RequestBody.parse(Bytes.utf8(text));
      request =
          new PullRequest(
              Math.max(1, body.number("batch", 1)),
              Math.max(0, body.number("max_bytes", 0)),
              Duration.ofNanos(Math.max(0, body.number("expires", 0))),
              body.flag("no_wait"),
              Duration.ofNanos(Math.max(0, body.number("idle_heartbeat", 0))));
    } catch (ApiError malformed) {
      throw bad(malformed.description());
    }
    if (request.heartbeat.multipliedBy(2).compareTo(request.expires) > 0) {
      throw bad("heartbeat value too large");
    }
    return request;
  }

  private static ApiError bad(String reason) {
    return new ApiError(400, 0, "Bad Request - " + reason);
  }

  /** The status line that tells which limit it exceeds; null: none. */
  @Nullable String refusal(PullLimits limits) {
    if (limits.maxBatch() > 0 && batch > limits.maxBatch()) {
      return "409 Exceeded MaxRequestBatch of " + limits.maxBatch();
    }
    if (!limits.maxExpires().isZero()
        && (expires.isZero() || expires.compareTo(limits.maxExpires()) > 0)
        && !(noWait && expires.isZero())) {
      return "409 Exceeded MaxRequestExpires of " + GoDuration.format(limits.maxExpires());
    }
    if (limits.maxBytes() > 0 && maxBytes > limits.maxBytes()) {
      return "409 Exceeded MaxRequestMaxBytes of " + limits.maxBytes();
    }
    return null;
  }
}
