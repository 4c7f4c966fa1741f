package io.holdfast.net.jetstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of messages that are not acknowledged. Immutable.
 *
 * @param policy what is expected back
 * @param ackWait after this long without an acknowledgement a message is delivered again
 * @param backoff the same after the first, second, … delivery, the last one for all that follow;
 *     empty: always {@code ackWait}
 * @param maxDeliver most deliveries of one message; -1: no limit
 * @param maxPending most messages that are delivered and not acknowledged; from then on nothing new
 *     is delivered
 */
record AckRules(
    AckPolicy policy, Duration ackWait, List<Duration> backoff, long maxDeliver, int maxPending) {
  /** No consumer holds more than this, whatever it asks for, since each costs memory here. */
  static final int MOST_PENDING = 65_536;

  static final int DEFAULT_PENDING = 1_000;
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(30);

  /** Reads the fields of a consumer's configuration. */
  static AckRules read(RequestBody config) {
    String name = config.text("ack_policy");
    AckPolicy policy = name.isEmpty() ? AckPolicy.NONE : AckPolicy.named(name);
    if (policy == null) {
      throw ApiError.invalidJson("unknown ack_policy '" + name + "'");
    }
    List<Duration> backoff = backoff(config);
    long maxDeliver = config.number("max_deliver", -1);
    maxDeliver = maxDeliver <= 0 ? -1 : maxDeliver;
    if (maxDeliver > 0 && backoff.size() > maxDeliver) {
      throw new ApiError(400, 10116, "max deliver is required to be > length of backoff values");
    }
    long wait = config.number("ack_wait", 0);
    if (wait < 0) {
      throw new ApiError(400, 10183, "consumer ack wait needs to be positive");
    }
    if (policy == AckPolicy.NONE) {
      return new AckRules(policy, DEFAULT_WAIT, List.of(), maxDeliver, DEFAULT_PENDING);
    }
    return new AckRules(
        policy,
        wait == 0 ? DEFAULT_WAIT : Duration.ofNanos(wait),
        backoff,
        maxDeliver,
        pending(config.number("max_ack_pending", 0)));
  }

  private static int pending(long asked) {
    if (asked == 0) {
      return DEFAULT_PENDING;
    }
    return asked < 0 ? MOST_PENDING : (int) Math.min(MOST_PENDING, asked);
  }

  private static List<Duration> backoff(RequestBody config) {
    var backoff = new ArrayList<Duration>();
    for (long nanos : config.numbers("backoff")) {
      if (nanos < 0) {
        throw ApiError.invalidConfig("consumer backoff needs to be positive");
      }
      backoff.add(Duration.ofNanos(nanos));
    }
    return List.copyOf(backoff);
  }

  /** How long the acknowledgement of the n-th delivery of a message is waited for. */
  long waitNanos(int delivery) {
    return backoff.isEmpty()
        ? ackWait.toNanos()
        : backoff.get(Math.min(delivery, backoff.size()) - 1).toNanos();
  }

  /** Whether a message that was delivered so often may be delivered again. */
  boolean allowsMoreThan(int deliveries) {
    return maxDeliver < 0 || deliveries < maxDeliver;
  }
}
