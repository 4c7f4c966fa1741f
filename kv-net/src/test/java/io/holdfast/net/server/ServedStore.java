package io.holdfast.net.server;

import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.testkit.simulation.VirtualScheduler;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An in-memory store, served on a free loopback port, and the clients that a test connects to it.
 */
public final class ServedStore implements AutoCloseable {
  private final LocalStore store;
  private final UnaryOperator<ServerOptions.Builder> options;
  private final List<AutoCloseable> clients = new ArrayList<>();
  private NatsServer server;

  private ServedStore(LocalStore store, UnaryOperator<ServerOptions.Builder> options) {
    this.store = store;
    this.options = options;
    try {
      server = NatsServer.start(options.apply(ServerOptions.builder().port(0)).build(), store);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  public static ServedStore start() {
    return start(options -> options);
  }

  public static ServedStore start(UnaryOperator<ServerOptions.Builder> options) {
    return new ServedStore(InMemoryStore.open(), options);
  }

  /** Serves {@code store}, which is closed with this. */
  public static ServedStore of(LocalStore store) {
    return new ServedStore(store, options -> options);
  }

  /** A store whose time, for expiry and windows, moves only by {@code time.advance(…)}. */
  public static ServedStore inTimeOf(VirtualScheduler time) {
    return of(InMemoryStore.open(time));
  }

  public LocalStore store() {
    return store;
  }

  /** The server of this moment. */
  public NatsServer server() {
    return server;
  }

  public int port() {
    return server.address().getPort();
  }

  /** How many clients are connected now. */
  public int connections() {
    return server.connections();
  }

  /** Stops the server, not the store nor the clients. */
  public void stop() {
    server.close();
  }

  /** Stops the server and starts another one of the same options and port, over the same store. */
  public void restart() {
    server.close();
    startAgain(options);
  }

  /** Starts another one on the same port after {@link #stop}, with other options. */
  public void startAgain(UnaryOperator<ServerOptions.Builder> others) {
    int port = port();
    server = NatsServer.start(others.apply(ServerOptions.builder()).port(port).build(), store);
  }

  /** An official Java client. */
  public Connection connect() throws IOException, InterruptedException {
    Connection client =
        Nats.connect(
            Options.builder()
                .server("nats://127.0.0.1:" + port())
                .connectionTimeout(Duration.ofSeconds(10))
                .reconnectWait(Duration.ofMillis(50))
                .build());
    clients.add(client);
    return client;
  }

  /** A client that speaks in lines. */
  public RawClient raw() throws IOException {
    var client = new RawClient(port());
    clients.add(client);
    return client;
  }

  @Override
  public void close() {
    for (AutoCloseable client : clients) {
      close(client);
    }
    server.close();
    store.close();
  }

  private static void close(AutoCloseable client) {
    try {
      client.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("a client did not close", e);
    }
  }
}
