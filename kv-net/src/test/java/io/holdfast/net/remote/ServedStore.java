package io.holdfast.net.remote;

import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.net.extension.ExtensionService;
import io.holdfast.net.server.NatsServer;
import io.holdfast.net.server.ServerOptions;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A store in memory behind a server on a free loopback port. */
final class ServedStore implements AutoCloseable {
  private final LocalStore store = InMemoryStore.open();
  private final ExecutorService readers = Executors.newFixedThreadPool(2);
  private NatsServer server;

  ServedStore() {
    this(ServerOptions.builder().port(0).build());
  }

  ServedStore(ServerOptions options) {
    this.server = start(options);
  }

  private NatsServer start(ServerOptions with) {
    return NatsServer.start(with, store, new ExtensionService(store, readers, with.maxPayload()));
  }

  LocalStore local() {
    return store;
  }

  int port() {
    return server.address().getPort();
  }

  String url() {
    return "nats://127.0.0.1:" + port();
  }

  /** Stops serving; the port stays known. */
  void stop() {
    server.close();
  }

  /** Serves the same store on the same port again. */
  void restart() {
    server = start(ServerOptions.builder().port(port()).build());
  }

  /** Options with short times, so that tests need not wait. */
  static RemoteOptions.Builder optionsFor(String url) {
    return RemoteOptions.to(url)
        .connectionName("test")
        .attemptTimeout(Duration.ofMillis(500))
        .backoff(Duration.ofMillis(10), Duration.ofMillis(100))
        .watchHeartbeat(Duration.ofMillis(200));
  }

  KeyValueStore connect() throws InterruptedException {
    return RemoteStore.connect(optionsFor(url()).build());
  }

  @Override
  public void close() {
    server.close();
    store.close();
    readers.shutdownNow();
  }
}
