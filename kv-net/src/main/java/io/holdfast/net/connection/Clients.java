package io.holdfast.net.connection;

import io.holdfast.net.access.Gate;
import io.holdfast.net.access.Identity;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The clients of a server, and what all of them are told. Thread-safe: concurrent collections, and
 * one volatile reference to an immutable list; what concerns one client happens on its event loop.
 */
public final class Clients {
  private static final String REFUSAL = "Authorization Violation";

  private final Greeting greeting;
  private final Set<Client> all = ConcurrentHashMap.newKeySet();
  private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
  private volatile List<String> alternatives = List.of();

  /** None yet; each is told what {@code greeting} says. */
  public Clients(Greeting greeting) {
    this.greeting = greeting;
  }

  void add(Client client) {
    all.add(client);
    perAddress.merge(client.from(), 1, Integer::sum);
  }

  void remove(Client client) {
    if (all.remove(client)) {
      perAddress.computeIfPresent(client.from(), (from, many) -> many == 1 ? null : many - 1);
    }
  }

  /** How many are connected now. */
  public int count() {
    return all.size();
  }

  /** Whether {@code client}, which is counted already, is one too many. */
  boolean isTooMany(Client client, ConnectionLimits limits) {
    return all.size() > limits.maxConnections()
        || perAddress.getOrDefault(client.from(), 0) > limits.maxPerAddress();
  }

  /** Tells {@code client} of the server. On its event loop only. */
  void greet(Client client) {
    tell(client, false);
    client.connection().flush();
  }

  private void tell(Client client, boolean lameDuck) {
    client
        .connection()
        .write(
            greeting.frame(
                new Hello(
                    client.connection().id(),
                    client.from().getHostAddress(),
                    client.loginRequired(),
                    client.nonce(),
                    alternatives,
                    lameDuck)));
  }

  /** Tells everybody, now and later, where else the same is served, {@code host:port}. */
  public void alternatives(List<String> addresses) {
    alternatives = List.copyOf(addresses);
    for (Client client : all) {
      client.connection().execute(() -> tellIfItListens(client, false));
    }
  }

  /** Older clients do not expect a further {@code INFO}, and nobody does before it said CONNECT. */
  private void tellIfItListens(Client client, boolean lameDuck) {
    if (client.connection().options().protocol() >= 1) {
      tell(client, lameDuck);
    }
  }

  /** Closes the connections of those whom {@code gate} would not let in any more. */
  public void recheck(Gate gate) {
    for (Client client : all) {
      client.connection().execute(() -> recheck(client, gate));
    }
  }

  /** Who is not known yet is looked at when that is decided. */
  private static void recheck(Client client, Gate gate) {
    Identity identity = client.connection().identity();
    if (identity != null && !gate.mayStay(identity)) {
      client.connection().fail(REFUSAL);
    }
  }

  /** Tells everybody to go elsewhere ({@code INFO} with {@code ldm}); nobody is sent away yet. */
  public void warnAll() {
    for (Client client : all) {
      client.connection().execute(() -> tellIfItListens(client, true));
    }
  }

  /**
   * Closes one connection after another, at an even pace. Blocks for about {@code spread}, less
   * when everybody goes by itself.
   */
  public void dismissGradually(Duration spread) throws InterruptedException {
    List<Client> going = new ArrayList<>(all);
    long began = System.nanoTime();
    long pauseNanos = spread.toNanos() / Math.max(1, going.size());
    for (int i = 0; i < going.size() && !all.isEmpty(); i++) {
      Client client = going.get(i);
      client.connection().execute(client.connection()::closeAfterFlush);
      long rest = began + (i + 1) * pauseNanos - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(Math.max(0, rest));
    }
  }

  /**
   * Tells every client to go elsewhere and closes its connection. Waits until all are told, but not
   * longer than {@code atMost}.
   */
  public void dismissAll(Duration atMost) {
    var farewells = new ArrayList<Future<?>>();
    for (Client client : all) {
      farewells.add(client.connection().loop().submit(() -> dismiss(client)));
    }
    long deadline = System.nanoTime() + atMost.toNanos();
    for (Future<?> farewell : farewells) {
      farewell.awaitUninterruptibly(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  private void dismiss(Client client) {
    tellIfItListens(client, true);
    client.connection().closeAfterFlush();
  }
}
