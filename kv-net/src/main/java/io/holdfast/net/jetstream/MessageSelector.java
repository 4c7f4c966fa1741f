package io.holdfast.net.jetstream;

import io.holdfast.kv.Entry;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.net.protocol.Subjects;
import org.jspecify.annotations.Nullable;

/**
 * Which one message a {@code MSG.GET} or direct get asks for. Immutable; made by {@link #parse}.
 *
 * @param sequence exactly this one, or with {@code nextBySubject} the first at or above; 0: not
 *     given
 * @param lastBySubject the newest of this subject, or pattern; empty: not given
 * @param nextBySubject the first of this subject or pattern; empty: not given
 * @param startTime the first at or after this text; empty: not given
 */
record MessageSelector(
    long sequence, String lastBySubject, String nextBySubject, String startTime) {
  static MessageSelector parse(RequestBody body) {
    return new MessageSelector(
        body.sequence("seq"),
        body.text("last_by_subj"),
        body.text("next_by_subj"),
        body.text("start_time"));
  }

  /** Whether nothing is asked for. */
  boolean isEmpty() {
    return sequence == 0
        && lastBySubject.isEmpty()
        && nextBySubject.isEmpty()
        && startTime.isEmpty();
  }

  /** Whether what is asked for contradicts itself. */
  boolean isContradictory() {
    boolean last = !lastBySubject.isEmpty();
    boolean time = !startTime.isEmpty();
    return (sequence > 0 && (last || time)) || (time && last) || (last && !nextBySubject.isEmpty());
  }

  /**
   * The message; null when there is none. Linear in the bucket's size only for a pattern as {@code
   * lastBySubject}.
   */
  @Nullable Entry find(StreamName stream, BucketView bucket) {
    if (!lastBySubject.isEmpty()) {
      String filter = stream.keyFilter(lastBySubject);
      return filter == null ? null : newest(bucket, filter);
    }
    if (!nextBySubject.isEmpty()) {
      String filter = stream.keyFilter(nextBySubject);
      return filter == null ? null : bucket.next(first(bucket), filter);
    }
    return startTime.isEmpty() ? bucket.at(sequence) : bucket.next(first(bucket), ">");
  }

  /**
   * The revision from which on a message is wanted; at least 1.
   *
   * @throws ApiError 10025 when the start time is none
   */
  long first(BucketView bucket) {
    return startTime.isEmpty()
        ? Math.max(1, sequence)
        : Revisions.firstAtOrAfter(bucket, Timestamps.parse(startTime));
  }

  private static @Nullable Entry newest(BucketView bucket, String filter) {
    if (Subjects.isLiteral(filter)) {
      return bucket.latest(filter);
    }
    return Revisions.newestMatching(bucket, filter);
  }
}
