package io.holdfast.net.server;

import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.store.LocalStore;

/** A server in a process of its own that takes any number of clients, until its input ends. */
final class IdleServer {
  private IdleServer() {}

  public static void main(String[] arguments) throws Exception {
    var options =
        ServerOptions.builder()
            .port(0)
            .maxConnections(Integer.MAX_VALUE)
            .maxPerAddress(Integer.MAX_VALUE)
            .build();
    try (LocalStore store = InMemoryStore.open();
        var server = NatsServer.start(options, store)) {
      System.out.println(server.address().getPort());
      while (System.in.read() >= 0) {
        // Whoever started it says nothing.
      }
    }
  }
}
