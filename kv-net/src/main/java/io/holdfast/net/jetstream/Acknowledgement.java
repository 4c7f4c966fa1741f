package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a client says about a delivered message. Immutable.
 *
 * @param streamSequence of the message
 * @param delayNanos how long to wait with the next delivery, for {@link Kind#AGAIN}
 * @param request the body of the request for more that comes with it; empty: one message
 */
record Acknowledgement(Kind kind, long streamSequence, long delayNanos, Bytes request) {
  /** Far beyond any use; a longer one could run over where it is added to a time. */
  private static final long LONGEST_DELAY_NANOS = TimeUnit.DAYS.toNanos(365);

  /** What it says. */
  enum Kind {
    /** Processed. */
    DONE,
    /** Processed, and the next is asked for. */
    DONE_AND_NEXT,
    /** Not processed: deliver it again. */
    AGAIN,
    /** Being worked on: wait longer. */
    IN_PROGRESS,
    /** Never deliver it again. */
    TERMINATED
  }

  /** Reads the body of an acknowledgement; null when it says nothing that is known. */
  static @Nullable Acknowledgement read(long streamSequence, Bytes body) {
    String text = body.utf8();
    if (text.isEmpty() || text.equals("+ACK") || text.equals("+OK")) {
      return of(Kind.DONE, streamSequence);
    }
    if (text.startsWith("-NAK")) {
      return new Acknowledgement(Kind.AGAIN, streamSequence, delay(text), Bytes.EMPTY);
    }
    if (text.equals("+WPI")) {
      return of(Kind.IN_PROGRESS, streamSequence);
    }
    if (text.startsWith("+TERM")) {
      return of(Kind.TERMINATED, streamSequence);
    }
    if (text.startsWith("+NXT")) {
      Bytes request = Bytes.utf8(text.substring("+NXT".length()).trim());
      return new Acknowledgement(Kind.DONE_AND_NEXT, streamSequence, 0, request);
    }
    return null;
  }

  private static Acknowledgement of(Kind kind, long streamSequence) {
    return new Acknowledgement(kind, streamSequence, 0, Bytes.EMPTY);
  }

  /** The delay behind {@code -NAK}: {@code {"delay": nanoseconds}}; what is none counts as zero. */
  private static long delay(String text) {
    String json = text.substring("-NAK".length()).trim();
    try {
      long asked = RequestBody.parse(Bytes.utf8(json)).number("delay", 0);
      return Math.max(0, Math.min(LONGEST_DELAY_NANOS, asked));
    } catch (ApiError none) {
      return 0;
    }
  }
}
