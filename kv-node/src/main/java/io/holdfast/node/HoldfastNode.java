package io.holdfast.node;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.net.extension.ExtensionService;
import io.holdfast.net.server.NatsServer;
import io.holdfast.net.server.ServerOptions;
import io.holdfast.raft.DiskLimits;
import io.holdfast.raft.DurableStore;
import io.holdfast.raft.DurableStoreOptions;
import io.holdfast.raft.ScrubOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One node: a store, in memory or durable, and on request a server that NATS clients can use.
 * Thread-safe.
 *
 * <pre>{@code
 * try (var node = HoldfastNode.builder().data(Path.of("holdfast-data")).listen(4222).start()) {
 *   Bucket settings = node.store().createBucket(BucketConfig.of("settings"));
 * }
 * }</pre>
 */
public final class HoldfastNode implements AutoCloseable {
  private final ThreadScheduler scheduler;
  private final LocalStore store;
  private final @Nullable NatsServer server;

  private HoldfastNode(ThreadScheduler scheduler, LocalStore store, @Nullable NatsServer server) {
    this.scheduler = scheduler;
    this.store = store;
    this.server = server;
  }

  /** Starts the description of a node: durable or in memory, serving or not. */
  public static Builder builder() {
    return new Builder();
  }

  /** The node's store, used in process. It closes with the node. */
  public KeyValueStore store() {
    return store;
  }

  /** The address that clients reach, if the node serves. */
  public Optional<InetSocketAddress> address() {
    return Optional.ofNullable(server).map(NatsServer::address);
  }

  /** The URL that clients use, such as {@code nats://127.0.0.1:4222}, if the node serves. */
  public Optional<String> url() {
    return address().map(at -> "nats://" + hostOf(at) + ":" + at.getPort());
  }

  /** Stops serving, then closes the store. Idempotent; bounded in time. */
  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    store.close();
    scheduler.close();
  }

  private static String hostOf(InetSocketAddress at) {
    String host = at.getHostString();
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /** Collects what a node is to be. Not thread-safe. */
  public static final class Builder {
    private @Nullable Path data;
    private boolean memory;
    private boolean serving;
    private boolean insecure;
    private String host = "127.0.0.1";
    private int port;
    private ScrubOptions scrub = ScrubOptions.DEFAULT;
    private DiskLimits diskLimits = DiskLimits.DEFAULT;
    private Consumer<Throwable> onFatal = failure -> {};

    private Builder() {}

    /** Keeps everything in {@code directory}, created if it is missing. */
    public Builder data(Path directory) {
      data = directory;
      return this;
    }

    /** Keeps everything in memory: for tests and trials. */
    public Builder memory() {
      memory = true;
      return this;
    }

    /** Serves NATS clients on the loopback address; {@code 0}: a free port. */
    public Builder listen(int clientPort) {
      return listen("127.0.0.1", clientPort);
    }

    /**
     * Serves NATS clients on an address; {@code 0}: a free port. An address other than loopback
     * needs {@link #insecure}.
     */
    public Builder listen(String clientHost, int clientPort) {
      serving = true;
      host = clientHost;
      port = clientPort;
      return this;
    }

    /**
     * Allows an address other than loopback although clients are neither authenticated nor
     * encrypted (G41).
     */
    public Builder insecure() {
      insecure = true;
      return this;
    }

    /**
     * How long a running node rests between two passes over its files, in which it looks for damage
     * (G12); at least 1 ms, an hour by default.
     *
     * @throws InvalidArgumentException when it is shorter
     */
    public Builder scrubEvery(Duration period) {
      if (period.toMillis() < 1) {
        throw new InvalidArgumentException(
            "a scrub every " + period + ": expected at least 1 ms between two passes");
      }
      scrub = scrub.every(period);
      return this;
    }

    /**
     * How long one call to the disk may take before the node gives up on it and stops (G17); at
     * least 10 ms, 20 s by default. A call that takes a second, or half of a shorter limit, is
     * named in the log.
     *
     * @throws InvalidArgumentException when it is shorter
     */
    public Builder hungDiskAfter(Duration limit) {
      if (limit.toMillis() < 10) {
        throw new InvalidArgumentException(
            "a disk that is hung after " + limit + ": expected at least 10 ms");
      }
      diskLimits = DiskLimits.DEFAULT.hungAfter(limit);
      return this;
    }

    /**
     * Hears of a storage failure after which the node acknowledges nothing more (G16). A server
     * process ends itself here; the default does nothing, and every later call fails.
     */
    public Builder onFatal(Consumer<Throwable> listener) {
      onFatal = listener;
      return this;
    }

    /**
     * Starts the node and returns once it serves.
     *
     * @throws InvalidArgumentException when neither or both of {@link #data} and {@link #memory}
     *     were chosen
     * @throws io.holdfast.kv.HoldfastException when the directory or the port cannot be used;
     *     nothing is left running
     */
    public HoldfastNode start() {
      if (memory == (data != null)) {
        throw new InvalidArgumentException(
            "a node keeps its data either in a directory or in memory: choose one");
      }
      var scheduler = ThreadScheduler.create("holdfast");
      LocalStore store = null;
      try {
        store = data == null ? InMemoryStore.open(scheduler) : durable(data, scheduler);
        return new HoldfastNode(scheduler, store, serving ? serve(store, scheduler) : null);
      } catch (RuntimeException e) {
        if (store != null) {
          store.close();
        }
        scheduler.close();
        throw e;
      }
    }

    private LocalStore durable(Path directory, ThreadScheduler scheduler) {
      return DurableStore.open(
          DurableStoreOptions.at(directory)
              .scheduler(scheduler)
              .scrub(scrub)
              .diskLimits(diskLimits)
              .onFatal(onFatal)
              .build());
    }

    private NatsServer serve(LocalStore store, ThreadScheduler scheduler) {
      var options = ServerOptions.builder().host(host).port(port).insecure(insecure).build();
      return NatsServer.start(
          options, store, new ExtensionService(store, scheduler, options.maxPayload()));
    }
  }
}
