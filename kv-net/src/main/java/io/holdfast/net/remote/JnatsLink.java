package io.holdfast.net.remote;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.UnauthorisedException;
import io.holdfast.kv.UnavailableException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A link over the official NATS client library; its types and exceptions end here. Thread-safe: the
 * library's connection is, and the listeners are a concurrent list.
 *
 * <p>The library buffers nothing while it is not connected, so that a request either leaves now or
 * certainly not; it reconnects for ever with growing, jittered pauses. Each request flushes at once
 * and holds no thread.
 */
final class JnatsLink implements Link {
  private static final Logger log = LoggerFactory.getLogger(JnatsLink.class);

  private final String url;
  private final Duration requestTimeout;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService threads;
  private final Connection connection;
  private final Dispatcher dispatcher;
  private volatile boolean connectedOnce;

  private JnatsLink(RemoteOptions options) throws InterruptedException {
    this.url = options.shownUrls();
    this.requestTimeout = options.requestTimeout();
    this.threads =
        Executors.newCachedThreadPool(FirstConnection.daemons(options.connectionName() + "-nats"));
    this.connection = new FirstConnection(options, threads, new Events(), new Errors()).open();
    this.dispatcher = connection.createDispatcher();
  }

  /**
   * Connects, within the connect time-out per server.
   *
   * @throws UnavailableException when no server answers
   * @throws UnauthorisedException when one refuses the credentials and none takes them
   */
  static JnatsLink connect(RemoteOptions options) throws InterruptedException {
    return new JnatsLink(options);
  }

  @Override
  public CompletionStage<Incoming> request(Outgoing message) {
    CompletionStage<Message> answer;
    try {
      Headers headers = headers(message.headers());
      answer =
          connection.requestWithTimeout(
              message.subject(),
              headers,
              message.payload().toArray(),
              requestTimeout.multipliedBy(2));
    } catch (IllegalStateException e) {
      return CompletableFuture.failedFuture(
          new NotSentException(String.valueOf(e.getMessage()), e));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(
          new InvalidArgumentException(
              "a message to " + url + " cannot be sent: " + e.getMessage(), e));
    }
    return answer.handle(JnatsLink::incoming);
  }

  private static Incoming incoming(Message answer, Throwable failure) {
    if (failure == null) {
      return incoming(answer);
    }
    if (failure instanceof JetStreamStatusException status && status.getStatus().isNoResponders()) {
      return new Incoming("", "", status.getStatus().getCode(), "", List.of(), Bytes.EMPTY);
    }
    throw new AnswerLostException(failure);
  }

  private static Incoming incoming(Message message) {
    String replyTo = message.getReplyTo();
    boolean status = message.isStatusMessage();
    return new Incoming(
        message.getSubject(),
        replyTo == null ? "" : replyTo,
        status ? message.getStatus().getCode() : 0,
        status ? String.valueOf(message.getStatus().getMessage()) : "",
        message.hasHeaders() ? headers(message.getHeaders()) : List.of(),
        Bytes.wrap(message.getData()));
  }

  private static List<String> headers(Headers headers) {
    var found = new ArrayList<String>();
    headers.forEach(
        (name, values) ->
            values.forEach(
                value -> {
                  found.add(name);
                  found.add(value);
                }));
    return found;
  }

  private static Headers headers(List<String> namesAndValues) {
    var headers = new Headers();
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      headers.add(namesAndValues.get(i), namesAndValues.get(i + 1));
    }
    return headers;
  }

  @Override
  public void publish(String subject) {
    try {
      connection.publish(subject, new byte[0]);
    } catch (IllegalStateException e) {
      log.debug("Not connected to {}: a message to {} was dropped", url, subject);
    }
  }

  @Override
  public Subscription subscribe(String subject, Consumer<Incoming> receiver) {
    try {
      var subscription =
          dispatcher.subscribe(subject, message -> receiver.accept(incoming(message)));
      return () -> unsubscribe(subscription);
    } catch (IllegalStateException e) {
      throw new UnavailableException("the connection to " + url + " is closed", e);
    }
  }

  private void unsubscribe(io.nats.client.Subscription subscription) {
    try {
      dispatcher.unsubscribe(subscription);
    } catch (IllegalStateException closed) {
      log.debug("A subscription ended with the connection to {}", url);
    }
  }

  @Override
  public String inbox() {
    return connection.createInbox();
  }

  @Override
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  @Override
  public boolean connected() {
    return connection.getStatus() == Connection.Status.CONNECTED;
  }

  @Override
  public long maxPayload() {
    return connection.getMaxPayload();
  }

  @Override
  public String serverVersion() {
    return connection.getServerInfo().getVersion();
  }

  @Override
  public String url() {
    return url;
  }

  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      connection.close();
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      threads.shutdownNow();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** No answer will come to a request that may have been served. */
  static final class AnswerLostException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AnswerLostException(Throwable cause) {
      super("the answer was lost with the connection", cause);
    }
  }

  /**
   * The story of a connection begins with the first one: what came before is told by the exception
   * of {@code connect}. Called by one thread of the library at a time.
   */
  private final class Events implements ConnectionListener {
    @Override
    @SuppressWarnings("deprecation") // abstract in the library, which calls only the other one
    public void connectionEvent(Connection source, ConnectionListener.Events event) {
      log.debug("Connection to {}: {}", url, event);
    }

    @Override
    public void connectionEvent(
        Connection source, ConnectionListener.Events event, Long time, String uriDetails) {
      if (event == ConnectionListener.Events.CONNECTED) {
        connectedOnce = true;
      }
      log.atLevel(connectedOnce ? Level.INFO : Level.DEBUG).log("Connection to {}: {}", url, event);
      if (event == ConnectionListener.Events.RECONNECTED) {
        listeners.forEach(Listener::reconnected);
      }
    }
  }

  private final class Errors implements ErrorListener {
    @Override
    public void errorOccurred(Connection source, String error) {
      log.atLevel(connectedOnce ? Level.WARN : Level.DEBUG)
          .log("The server at {} said: {}", url, error);
      listeners.forEach(listener -> listener.refused(error));
    }

    @Override
    public void exceptionOccurred(Connection source, Exception failure) {
      log.debug("Connection to {}: {}", url, failure.toString());
    }
  }
}
