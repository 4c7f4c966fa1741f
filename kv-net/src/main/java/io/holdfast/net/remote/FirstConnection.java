package io.holdfast.net.remote;

import io.github.resilience4j.core.IntervalFunction;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.UnauthorisedException;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the first connection of a link. The library hears at once that a server refuses a login,
 * but waits out the time to connect before it does anything about it; so the attempt is ended here
 * and another begins with the next server, until each has had its turn. Confined to one call of
 * {@link #open}.
 *
 * @param threads of the library; the connection's from then on, and ended when there is none
 */
record FirstConnection(
    RemoteOptions options,
    ExecutorService threads,
    ConnectionListener events,
    ErrorListener errors) {
  private static final Logger log = LoggerFactory.getLogger(FirstConnection.class);
  private static final Duration PING_INTERVAL = Duration.ofSeconds(2);
  private static final int MAX_SILENT_PINGS = 2;

  /**
   * Connects to one of the servers; clients begin with different ones.
   *
   * @throws UnauthorisedException when one refuses the credentials and none takes them
   * @throws io.holdfast.kv.UnavailableException when no server answers
   */
  Connection open() throws InterruptedException {
    Connection opened = null;
    try {
      opened = tryEach();
      return opened;
    } finally {
      if (opened == null) {
        threads.shutdownNow();
      }
    }
  }

  private Connection tryEach() throws InterruptedException {
    var order = new ArrayList<>(options.urls());
    Collections.shuffle(order);
    for (int others = order.size() - 1; ; others--) {
      var login = new Login(errors, threads);
      Connection connection = tryOnce(order, login);
      if (connection != null) {
        return connection;
      }
      if (others == 0) {
        throw new UnauthorisedException(
            "the server at "
                + options.shownUrls()
                + " refused the credentials: "
                + login.refusal()
                + "; check user and password, token or key");
      }
      // Whoever refused comes last from now on.
      Collections.rotate(order, -1);
    }
  }

  /** The connection; null when a server refused the login. */
  private @Nullable Connection tryOnce(List<String> order, Login login)
      throws InterruptedException {
    Optional<SSLContext> tls = options.tls();
    try {
      Connection connection = Nats.connect(libraryOptions(order, tls, login));
      if (login.refusal().isEmpty()) {
        return connection;
      }
    } catch (AuthenticationException e) {
      login.refuse(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      if (login.refusal().isEmpty()) {
        throw new Unreachable(
                options.servers(), options.connectTimeout(), tls.orElse(null), options.tlsFirst())
            .after(e);
      }
    }
    login.awaitClosed();
    return null;
  }

  private Options libraryOptions(
      List<String> order, Optional<SSLContext> tls, ErrorListener errors) {
    ThreadFactory daemons = daemons(options.connectionName() + "-nats-upkeep");
    var builder =
        new Options.Builder()
            .servers(order.toArray(new String[0]))
            .noRandomize()
            .connectionName(options.connectionName())
            .connectionTimeout(options.connectTimeout())
            .maxReconnects(-1)
            .reconnectBufferSize(0)
            .reconnectDelayHandler(new Pauses(Requester.backoff(options)))
            .pingInterval(PING_INTERVAL)
            .maxPingsOut(MAX_SILENT_PINGS)
            .reportNoResponders()
            .supportUTF8Subjects()
            .executor(threads)
            .connectThreadFactory(daemons)
            .callbackThreadFactory(daemons)
            .errorListener(errors)
            .connectionListener(events);
    options.login().ifPresent(login -> login.at(builder));
    // The name in the URL is the one that the server's certificate must have.
    tls.ifPresent(
        context ->
            builder
                .sslContext(context)
                .hostnameResolveMode(Options.HostnameResolveMode.Unresolved));
    if (options.tlsFirst()) {
      builder.tlsFirst();
    }
    try {
      return builder.build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      threads.shutdownNow();
      throw new InvalidArgumentException(
          "cannot connect to "
              + options.shownUrls()
              + ": "
              + e.getMessage()
              + "; a URL looks like nats://127.0.0.1:4222",
          e);
    }
  }

  static ThreadFactory daemons(String name) {
    var count = new AtomicInteger();
    return task -> {
      var thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** How long the library waits before it tries all servers again. */
  private record Pauses(IntervalFunction backoff) implements io.nats.client.ReconnectDelayHandler {
    @Override
    public Duration getWaitTime(long rounds) {
      return Duration.ofMillis(backoff.apply((int) Math.min(Math.max(1, rounds), 1000)));
    }
  }

  /**
   * Hears how one attempt to log in ends, and passes on everything else. Thread-safe: the library's
   * threads call it, and the one that connects; what is refused once stays so.
   */
  private static final class Login implements ErrorListener {
    private static final List<String> REFUSALS =
        List.of(
            "authorization violation",
            "user authentication expired",
            "account authentication expired");

    private final ErrorListener others;
    private final ExecutorService threads;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile String refusal = "";

    Login(ErrorListener others, ExecutorService threads) {
      this.others = others;
      this.threads = threads;
    }

    /** What the server said; empty: it has not refused. */
    String refusal() {
      return refusal;
    }

    /** The library has noticed by itself, and has closed the connection. */
    void refuse(String words) {
      if (refusal.isEmpty()) {
        refusal = words;
        closed.complete(null);
      }
    }

    /** Bounded by the library's own patience with its threads, usually some milliseconds. */
    void awaitClosed() throws InterruptedException {
      try {
        closed.get();
      } catch (ExecutionException e) {
        log.debug("A connection that was refused did not close", e);
      }
    }

    @Override
    public void errorOccurred(Connection source, String error) {
      // Of a connection that was made once, the library itself knows what to do.
      boolean first = source.getStatus() == Connection.Status.CONNECTING;
      String words = error.toLowerCase(Locale.ROOT);
      if (first && refusal.isEmpty() && REFUSALS.stream().anyMatch(words::contains)) {
        refusal = error;
        // Not here: to close waits for the thread that calls this.
        threads.execute(() -> close(source));
      } else {
        others.errorOccurred(source, error);
      }
    }

    private void close(Connection source) {
      try {
        source.close();
        closed.complete(null);
      } catch (InterruptedException | RuntimeException e) {
        closed.completeExceptionally(e);
      }
    }

    @Override
    public void exceptionOccurred(Connection source, Exception failure) {
      others.exceptionOccurred(source, failure);
    }
  }
}
