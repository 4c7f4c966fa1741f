package io.holdfast.net.conformance;

import io.holdfast.net.server.RawClient.Received;
import java.io.IOException;
import java.util.List;

/** Creates consumers of bucket {@code B} and reads what they deliver. For one thread. */
final class Consuming {
  private static final String PREFIX = "$KV.B.";

  private final Wire wire;

  Consuming(Wire wire) {
    this.wire = wire;
  }

  /**
   * Creates a consumer with a filter of every key, by the subject that carries name and filter.
   *
   * @param more further fields, such as {@code 'deliver_policy':'new'}; may be empty
   */
  Answer create(String name, String more) throws IOException {
    return wire.request(
        "$JS.API.CONSUMER.CREATE.KV_B." + name + ".$KV.B.>",
        body(
            "'name':'"
                + name
                + "','filter_subject':'$KV.B.>'"
                + (more.isEmpty() ? "" : ",")
                + more));
  }

  /** The same for one that pushes to {@code _D.<name>}. */
  Answer push(String name, String more) throws IOException {
    return create(name, "'deliver_subject':'_D." + name + "'" + (more.isEmpty() ? "" : "," + more));
  }

  /** The body of a request to create one. */
  static String body(String config) {
    return "{'stream_name':'KV_B','config':{" + config + "}}";
  }

  Answer info(String name) throws IOException {
    return wire.request("$JS.API.CONSUMER.INFO.KV_B." + name);
  }

  Answer delete(String name) throws IOException {
    return wire.request("$JS.API.CONSUMER.DELETE.KV_B." + name);
  }

  /** The keys of the next deliveries, in order. */
  String keys(int count) throws IOException {
    var keys = new StringBuilder();
    for (int i = 0; i < count; i++) {
      keys.append(i == 0 ? "" : " ").append(key(wire.next()));
    }
    return keys.toString();
  }

  static String key(Received message) {
    if (!message.subject().startsWith(PREFIX)) {
      throw new AssertionError(
          "expected an entry, got " + message.subject() + " " + message.headers());
    }
    return message.subject().substring(PREFIX.length());
  }

  /** The status line of a message that has one; empty: it has none. */
  static String status(Received message) {
    String version = "NATS/1.0";
    String first = message.headers().split("\r\n", 2)[0];
    return first.startsWith(version) ? first.substring(version.length()).trim() : "";
  }

  /** The part of an ack subject at {@code index}: 4 deliveries, 5 revision, 6 number, 8 pending. */
  static long ack(Received message, int index) {
    List<String> tokens = List.of(message.replyTo().split("\\.", -1));
    if (tokens.size() != 9) {
      throw new AssertionError("not nine tokens: " + message.replyTo());
    }
    return Long.parseLong(tokens.get(index));
  }

  static long deliveries(Received message) {
    return ack(message, 4);
  }

  static long revision(Received message) {
    return ack(message, 5);
  }

  static long number(Received message) {
    return ack(message, 6);
  }

  static long pending(Received message) {
    return ack(message, 8);
  }
}
