package io.holdfast.net.jetstream;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How much may be under way to a client that confirms what it has processed (source: JetStream flow
 * control). Confined to one consumer's thread.
 *
 * <p>The window starts at 2 MiB. Past half of it the client is asked to confirm; its answer frees
 * what had been sent when it was asked, and doubles the window up to 32 MiB.
 */
final class FlowWindow {
  private static final long FIRST_WINDOW = 2L * 1024 * 1024;
  private static final long LARGEST_WINDOW = 32L * 1024 * 1024;
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final boolean active;
  private final String stream;
  private final String consumer;

  private long window = FIRST_WINDOW;
  private long outstanding;
  private long outstandingWhenAsked;
  private @Nullable String openRequest;

  /** A window for one consumer; when not {@code active}, everything may always go. */
  FlowWindow(boolean active, String stream, String consumer) {
    this.active = active;
    this.stream = stream;
    this.consumer = consumer;
  }

  /** Bytes that may still be sent; not positive: none. */
  long room() {
    return active ? window - outstanding : Long.MAX_VALUE;
  }

  /**
   * Counts what was sent; returns the subject to ask for a confirmation on, if it is time to ask.
   */
  @Nullable String sent(long bytes) {
    if (!active) {
      return null;
    }
    outstanding += bytes;
    if (openRequest != null || outstanding <= window / 2) {
      return null;
    }
    openRequest = "$JS.FC." + stream + '.' + consumer + '.' + randomToken();
    outstandingWhenAsked = outstanding;
    return openRequest;
  }

  /** The subject of the request that is not answered; null when none is open. */
  @Nullable String openRequest() {
    return openRequest;
  }

  /** Takes an answer; false when it is not to the latest request. */
  boolean answered(String subject) {
    if (!subject.equals(openRequest)) {
      return false;
    }
    openRequest = null;
    outstanding -= outstandingWhenAsked;
    window = Math.min(LARGEST_WINDOW, window * 2);
    return true;
  }

  private static String randomToken() {
    var token = new StringBuilder(4);
    for (int i = 0; i < 4; i++) {
      token.append(LETTERS.charAt(ThreadLocalRandom.current().nextInt(LETTERS.length())));
    }
    return token.toString();
  }
}
