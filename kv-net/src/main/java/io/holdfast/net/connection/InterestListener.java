package io.holdfast.net.connection;

/**
 * Hears of subscriptions that come and go. Called on event loops, after the change took effect;
 * must not block.
 */
public interface InterestListener {
  /** Somebody subscribed to {@code pattern}, or ended a subscription to it. */
  void interestChanged(String pattern);
}
