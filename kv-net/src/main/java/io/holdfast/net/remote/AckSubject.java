package io.holdfast.net.remote;

import io.holdfast.net.json.MalformedJsonException;

/**
 * What the reply subject of a consumer's delivery tells (source: the JetStream wire form {@code
 * $JS.ACK.<stream>.<consumer>.<deliveries>.<stream seq>.<consumer seq>.<time>.<pending>}, and its
 * newer form with the domain and the account before the stream).
 *
 * @param revision of the entry
 * @param consumerSequence counts this consumer's deliveries from 1 without gaps
 * @param createdEpochNanos when the entry was written
 * @param pending matching entries not yet delivered
 */
record AckSubject(long revision, long consumerSequence, long createdEpochNanos, long pending) {
  private static final int SHORT_FORM = 9;
  private static final int LONG_FORM = 11;

  static AckSubject parse(String text) {
    String[] tokens = text.split("\\.", -1);
    int deliveries = tokens.length == SHORT_FORM ? 4 : tokens.length >= LONG_FORM ? 6 : -1;
    if (deliveries < 0 || !text.startsWith("$JS.ACK.")) {
      throw new MalformedJsonException(
          "a delivery's reply subject is not of the form $JS.ACK.…: '" + text + "'");
    }
    try {
      return new AckSubject(
          Long.parseLong(tokens[deliveries + 1]),
          Long.parseLong(tokens[deliveries + 2]),
          Long.parseLong(tokens[deliveries + 3]),
          Long.parseLong(tokens[deliveries + 4]));
    } catch (NumberFormatException e) {
      throw new MalformedJsonException(
          "a delivery's reply subject holds no numbers: '" + text + "'", e);
    }
  }
}
