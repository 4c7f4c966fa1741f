package io.holdfast.net.conformance;

import io.holdfast.net.server.RawClient;
import io.holdfast.net.server.RawClient.Received;
import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * A connected client that speaks in raw frames: requests and their answers, publishes and their
 * acks, deliveries. Deliveries that come while an answer is awaited are kept for {@link #next}. For
 * one thread; whoever made the {@link ServedStore} closes it.
 *
 * <p>JSON may be written with single quotes: {@code wire.request("$JS.API.STREAM.NAMES",
 * "{'offset':0}")}.
 */
final class Wire {
  private static final String INBOX = "_INBOX.wire.";

  private static final List<String> BUCKET =
      List.of(
          "'max_msgs_per_subject':1",
          "'discard':'new'",
          "'deny_delete':true",
          "'allow_rollup_hdrs':true",
          "'allow_direct':true");

  private final RawClient client;
  private final Deque<Received> kept = new ArrayDeque<>();
  private long requests;

  private Wire(RawClient client) {
    this.client = client;
  }

  /** A client that asked for headers and for 503s, as the official ones do. */
  static Wire to(ServedStore served) throws IOException {
    return to(served.raw());
  }

  /** The same over a connection that has said nothing but the greeting. */
  static Wire to(RawClient client) throws IOException {
    client.connect().send("SUB " + INBOX + "* wire\r\n");
    return new Wire(client);
  }

  /** The connection beneath, for frames of one's own. */
  RawClient raw() {
    return client;
  }

  /** Asks with an empty body. */
  Answer request(String subject) throws IOException {
    return request(subject, "");
  }

  /** Asks with JSON, single quotes standing for double ones. */
  Answer request(String subject, String json, String... headers) throws IOException {
    return Answer.parse(ask(subject, json.replace('\'', '"'), headers).payload());
  }

  /**
   * Creates a bucket as the Java client does: history 1, direct gets, roll-ups, no deletes,
   * discarding new.
   *
   * @param more further fields, or other values for these, such as {@code
   *     'max_msgs_per_subject':5}; may be empty
   */
  Answer bucket(String name, String more) throws IOException {
    return request("$JS.API.STREAM.CREATE.KV_" + name, bucketConfig(name, more)).success();
  }

  /** The body of a request that creates or updates such a bucket. */
  static String bucketConfig(String name, String more) {
    var config = new StringBuilder("{'name':'KV_" + name + "','subjects':['$KV." + name + ".>']");
    for (String field : BUCKET) {
      if (!more.contains(field.substring(0, field.indexOf(':')))) {
        config.append(',').append(field);
      }
    }
    return config.append(more.isEmpty() ? "" : "," + more).append('}').toString();
  }

  /** Publishes, with headers of the form {@code Name: value}, and reads the ack. */
  Answer publish(String subject, String value, String... headers) throws IOException {
    return Answer.parse(ask(subject, value, headers).payload());
  }

  /** The sequence of a publish that must be accepted. */
  long put(String subject, String value, String... headers) throws IOException {
    return publish(subject, value, headers).success().number("seq");
  }

  /** Sends any request, byte for byte, and takes whatever message answers it. */
  Received ask(String subject, String body, String... headers) throws IOException {
    String inbox = INBOX + ++requests;
    client.send(frame(subject, inbox, body, headers));
    return awaited(inbox);
  }

  /** Publishes without a reply subject. */
  void post(String subject, String body, String... headers) throws IOException {
    client.send(frame(subject, "", body, headers));
  }

  /** Subscribes; deliveries are had by {@link #next}. */
  Wire subscribe(String subject, String sid) throws IOException {
    client.send("SUB " + subject + " " + sid + "\r\n");
    return this;
  }

  /** The next delivery that answers no request; fails when none comes within the patience. */
  Received next() throws IOException {
    Received first = kept.poll();
    return first == null ? received() : first;
  }

  /** Everything delivered and not yet taken, up to what the server had sent when it was asked. */
  Deque<Received> delivered() throws IOException {
    client.send("PING\r\n");
    for (String line = client.line(); !line.equals("PONG"); line = client.line()) {
      take(line);
    }
    var all = new ArrayDeque<>(kept);
    kept.clear();
    return all;
  }

  private Received awaited(String inbox) throws IOException {
    while (true) {
      for (Iterator<Received> each = kept.iterator(); each.hasNext(); ) {
        Received message = each.next();
        if (message.subject().equals(inbox)) {
          each.remove();
          return message;
        }
      }
      kept.add(received());
    }
  }

  private Received received() throws IOException {
    while (true) {
      int before = kept.size();
      take(client.line());
      if (kept.size() > before) {
        return kept.removeLast();
      }
    }
  }

  /** Keeps a message, answers a ping, passes over an announcement; anything else is a failure. */
  private void take(String line) throws IOException {
    if (line.equals("PING")) {
      client.send("PONG\r\n");
    } else if (!line.startsWith("INFO ")) {
      kept.add(client.message(line));
    }
  }

  private static byte[] frame(String subject, String replyTo, String body, String... headers) {
    String to = subject + (replyTo.isEmpty() ? "" : " " + replyTo) + " ";
    int bodyBytes = utf8(body).length;
    if (headers.length == 0) {
      return utf8("PUB " + to + bodyBytes + "\r\n" + body + "\r\n");
    }
    String block = "NATS/1.0\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    int headerBytes = utf8(block).length;
    String sizes = headerBytes + " " + (headerBytes + bodyBytes);
    return utf8("HPUB " + to + sizes + "\r\n" + block + body + "\r\n");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
