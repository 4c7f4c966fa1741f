package io.holdfast.net.jetstream;

import io.holdfast.net.protocol.Subjects;
import java.util.List;

/**
 * What a direct get asks for. Immutable; made by {@link #parse}, which knows what contradicts what
 * (source: the request's fields as JetStream documents them).
 */
sealed interface DirectRequest {
  /** What an answer of several messages may weigh when the request does not say, in bytes. */
  long DEFAULT_MAX_BYTES = 64L * 1024 * 1024;

  /**
   * Most subjects and patterns of one request: as many as it may have results, since each pattern
   * is a walk through the bucket.
   */
  int MOST_SUBJECTS = io.holdfast.net.jetstream.NewestOfMany.MAX_KEYS;

  /** Whether the stored headers are left out. */
  boolean bare();

  /** One message. */
  record One(MessageSelector selector, boolean bare) implements DirectRequest {}

  /**
   * Several messages in the order of the stream.
   *
   * @param from where they begin, and of which subjects they are
   * @param batch most messages
   * @param maxBytes the message that reaches it is the last
   */
  record Batch(MessageSelector from, long batch, long maxBytes, boolean bare)
      implements DirectRequest {}

  /**
   * The newest message of each of several subjects.
   *
   * @param subjects subjects or patterns
   * @param sequence only those at or above
   * @param upToSequence as it was at this one; 0: not given
   * @param upToTime as it was before this time; empty: not given
   */
  record NewestOfMany(
      List<String> subjects,
      long sequence,
      long upToSequence,
      String upToTime,
      long batch,
      long maxBytes,
      boolean bare)
      implements DirectRequest {}

  /**
   * Reads a request.
   *
   * @throws ApiError 10025 when the body is no JSON of that form; 408 or 413 with the words of the
   *     status line when it makes no sense or asks for too much
   */
  static DirectRequest parse(ApiRequest call) {
    String subject = call.furtherArguments();
    RequestBody body = RequestBody.parse(call.payload());
    MessageSelector selector = MessageSelector.parse(body);
    List<String> subjects = body.texts("multi_last");
    checkTime(selector.startTime());
    checkTime(body.text("up_to_time"));
    long batch = body.number("batch", 0);
    long asked = body.number("max_bytes", 0);
    long maxBytes = asked <= 0 ? DEFAULT_MAX_BYTES : asked;
    boolean bare = body.flag("no_hdr");
    if (!subject.isEmpty()) {
      if (!selector.isEmpty() || batch > 0 || !subjects.isEmpty()) {
        throw new ApiError(408, 0, "Bad Request");
      }
      return new One(new MessageSelector(0, subject, "", ""), bare);
    }
    boolean last = !selector.lastBySubject().isEmpty();
    if (selector.isContradictory() || batch < 0 || (last && batch > 0)) {
      throw new ApiError(408, 0, "Bad Request");
    }
    if (body.has("multi_last")) {
      return newestOfMany(selector, subjects, body, batch, maxBytes, bare);
    }
    if (body.has("up_to_seq") || body.has("up_to_time")) {
      throw new ApiError(408, 0, "Bad Request");
    }
    if (selector.isEmpty()) {
      throw new ApiError(408, 0, "Empty Request");
    }
    return batch == 0 ? new One(selector, bare) : new Batch(selector, batch, maxBytes, bare);
  }

  private static DirectRequest newestOfMany(
      MessageSelector selector,
      List<String> subjects,
      RequestBody body,
      long batch,
      long maxBytes,
      boolean bare) {
    long upToSequence = body.number("up_to_seq", 0);
    String upToTime = body.text("up_to_time");
    boolean one =
        !selector.lastBySubject().isEmpty()
            || !selector.nextBySubject().isEmpty()
            || !selector.startTime().isEmpty();
    boolean two = upToSequence != 0 && !upToTime.isEmpty();
    if (one || two || upToSequence < 0 || !subjects.stream().allMatch(Subjects::isPattern)) {
      throw new ApiError(408, 0, "Bad Request");
    }
    if (subjects.isEmpty()) {
      throw new ApiError(408, 0, "Empty Request");
    }
    List<String> distinct = subjects.stream().distinct().toList();
    if (distinct.size() > MOST_SUBJECTS) {
      throw new ApiError(413, 0, "Too Many Results");
    }
    return new NewestOfMany(
        distinct,
        selector.sequence(),
        upToSequence,
        upToTime,
        batch == 0 ? Long.MAX_VALUE : batch,
        maxBytes,
        bare);
  }

  private static void checkTime(String text) {
    if (!text.isEmpty()) {
      Timestamps.parse(text);
    }
  }
}
