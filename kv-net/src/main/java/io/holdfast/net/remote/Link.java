package io.holdfast.net.remote;

import io.holdfast.kv.Bytes;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server that comes back by itself: the one seam to the NATS client library.
 * Thread-safe. What it calls back runs on the library's threads and must only hand over.
 */
interface Link extends AutoCloseable {
  /**
   * Sends a request. The future completes with the first answer; it fails with {@link
   * NotSentException} when nothing can have left this process, and stays open when no answer comes.
   */
  CompletionStage<Incoming> request(Outgoing message);

  /** Sends a message that nobody answers; dropped when there is no connection. */
  void publish(String subject);

  /**
   * Hands every message to {@code subject} to {@code receiver}, until closed and across reconnects.
   */
  Subscription subscribe(String subject, Consumer<Incoming> receiver);

  /** A fresh subject that only this connection listens to. */
  String inbox();

  /** Hears of connections made and errors told from now on. */
  void listen(Listener listener);

  /** Whether there is a connection now. */
  boolean connected();

  /** Largest message that the server takes, in bytes. */
  long maxPayload();

  /** The version that the server told when it was connected to last. */
  String serverVersion();

  /** The servers, for messages to people. */
  String url();

  @Override
  void close();

  /** What happens to the connection. */
  interface Listener {
    /** There is a connection again; what was in flight before may be lost. */
    void reconnected();

    /** The server refused an action with {@code text}. */
    void refused(String text);
  }

  /** A running subscription. */
  interface Subscription {
    /** Ends it; at most a message under way is still handed over. */
    void close();
  }

  /** A message to send; header names and values alternate. */
  record Outgoing(String subject, List<String> headers, Bytes payload) {
    /** Copies the list. */
    public Outgoing {
      headers = List.copyOf(headers);
    }

    Outgoing(String subject, Bytes payload) {
      this(subject, List.of(), payload);
    }
  }

  /**
   * A message that came.
   *
   * @param replyTo empty when it names none
   * @param status 0 when it is not a status message
   * @param statusText empty when there is none
   * @param headers names and values alternate
   */
  record Incoming(
      String subject,
      String replyTo,
      int status,
      String statusText,
      List<String> headers,
      Bytes payload) {
    /** Copies the list. */
    public Incoming {
      headers = List.copyOf(headers);
    }

    /** A plain message. */
    static Incoming of(Bytes payload) {
      return new Incoming("", "", 0, "", List.of(), payload);
    }

    /** Whether nobody serves the subject. */
    boolean noResponders() {
      return status == 503;
    }

    /** The last value of a header; null when there is none. */
    @Nullable String header(String name) {
      for (int i = headers.size() - 2; i >= 0; i -= 2) {
        if (headers.get(i).equals(name)) {
          return headers.get(i + 1);
        }
      }
      return null;
    }
  }

  /** Nothing has left this process: trying again is safe. */
  final class NotSentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotSentException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
