package io.holdfast.node;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.time.DurationText;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.net.access.AccessRules;
import io.holdfast.net.server.NatsServer;
import io.holdfast.net.server.ServerOptions;
import io.holdfast.net.tls.TlsOptions;
import io.holdfast.raft.DiskLimits;
import io.holdfast.raft.ScrubOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger log = LoggerFactory.getLogger(HoldfastNode.class);

  private final String place;
  private final ThreadScheduler scheduler;
  private final LocalStore store;
  private final @Nullable NatsServer server;
  private final @Nullable HttpPages http;
  private final AtomicBoolean closed = new AtomicBoolean();

  HoldfastNode(
      String place,
      ThreadScheduler scheduler,
      LocalStore store,
      @Nullable NatsServer server,
      @Nullable HttpPages http) {
    this.place = place;
    this.scheduler = scheduler;
    this.store = store;
    this.server = server;
    this.http = http;
  }

  /** The version of this software. */
  static String version() {
    String version = HoldfastNode.class.getPackage().getImplementationVersion();
    return version == null ? "of a development build" : version;
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

  /** The address of the pages over HTTP, if the node serves them. */
  public Optional<InetSocketAddress> httpAddress() {
    return Optional.ofNullable(http).map(HttpPages::address);
  }

  /** The URL of the pages, such as {@code http://127.0.0.1:8222}, if the node serves them. */
  public Optional<String> httpUrl() {
    return httpAddress().map(at -> "http://" + hostOf(at) + ":" + at.getPort());
  }

  /**
   * Lets other users in from now on, and reads certificates again; who would not be let in any
   * more, or with other permissions, is disconnected. Blocks while files are read. Nothing happens
   * if the node does not serve.
   *
   * @param encryption as at the start, files of other names excepted; null: there is none
   * @throws InvalidArgumentException when a file cannot be used; then everything stays as it was
   */
  public void reload(AccessRules access, @Nullable TlsOptions encryption) {
    if (server != null) {
      server.reload(access, encryption);
    }
  }

  /** Stops serving, then closes the store. Idempotent; bounded in time. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    log.info("Holdfast stops: data {}", place);
    long began = System.nanoTime();
    if (http != null) {
      http.closing();
    }
    if (server != null) {
      server.close();
    }
    store.close();
    if (http != null) {
      http.close();
    }
    scheduler.close();
    log.info("Stopped after {} ms", (System.nanoTime() - began) / 1_000_000);
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
    private AccessRules access = AccessRules.OPEN;
    private @Nullable TlsOptions tls;
    private Consumer<ServerOptions.Builder> limits = options -> {};
    private String host = "127.0.0.1";
    private int port;
    private @Nullable HttpSettings http;
    private @Nullable MeterRegistry meters;
    private ScrubOptions scrub = ScrubOptions.DEFAULT;
    private DiskLimits diskLimits = DiskLimits.DEFAULT;
    private @Nullable QuotaSetting quota;
    private @Nullable String name;
    private Map<String, InetSocketAddress> nodes = Map.of();
    private boolean begins;
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
     * needs {@link #access} and {@link #tls}, or {@link #insecure}.
     */
    public Builder listen(String clientHost, int clientPort) {
      serving = true;
      host = clientHost;
      port = clientPort;
      return this;
    }

    /** Lets in only whom {@code rules} know, each with its permissions; without it everybody. */
    public Builder access(AccessRules rules) {
      access = rules;
      return this;
    }

    /** Encrypts the connections of clients. */
    public Builder tls(TlsOptions files) {
      tls = files;
      return this;
    }

    /**
     * Allows an address other than loopback although clients are not authenticated, or not
     * encrypted (G41).
     */
    public Builder insecure() {
      insecure = true;
      return this;
    }

    /**
     * Has {@code further} set what clients are held to, such as the size of a message. Where to
     * listen, users, TLS and meters are set by methods of this builder, which win.
     */
    public Builder limits(Consumer<ServerOptions.Builder> further) {
      limits = further;
      return this;
    }

    /**
     * Serves {@code /metrics}, {@code /healthz}, {@code /readyz} and {@code /status} over HTTP on
     * the loopback address, to be read only (G44); {@code 0}: a free port. Off unless called.
     */
    public Builder http(int httpPort) {
      return http("127.0.0.1", httpPort);
    }

    /** The same on another address; one other than loopback needs {@link #insecure}. */
    public Builder http(String httpHost, int httpPort) {
      http = new HttpSettings(httpHost, httpPort);
      return this;
    }

    /**
     * Shows the node's meters in {@code registry}, which stays the caller's to close. Gauges
     * describe one node: two nodes need two registries, or one with different common tags.
     */
    public Builder meters(MeterRegistry registry) {
      meters = registry;
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
            "a scrub every "
                + DurationText.of(period)
                + ": expected at least 1 ms between two passes");
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
            "a disk that is hung after " + DurationText.of(limit) + ": expected at least 10 ms");
      }
      diskLimits = DiskLimits.DEFAULT.hungAfter(limit);
      return this;
    }

    /**
     * What the state may take in memory, in bytes as {@link io.holdfast.kv.watch.StateUsage} counts
     * them; growth beyond is refused. It is kept with the state, and stays until another one is
     * set.
     *
     * @throws InvalidArgumentException when it is less than 1
     */
    public Builder quota(long bytes) {
      quota = QuotaSetting.of(bytes);
      return this;
    }

    /** Takes the quota away, so that the state may grow as far as there is memory. */
    public Builder noQuota() {
      quota = QuotaSetting.NONE;
      return this;
    }

    /** What this node is called among the nodes of its {@link #cluster}. */
    public Builder node(String own) {
      name = own;
      return this;
    }

    /**
     * Makes the node one of a cluster, which serves as long as more than half of its nodes do. It
     * starts before there is a leader; until then requests are refused as unavailable. A node that
     * has lost its directory must not come back under its name: it has forgotten for whom it voted.
     *
     * @param addresses where each node listens for the others, by its name, this one among them:
     *     the same on every node, and for the life of the cluster. Nodes speak in clear, so that an
     *     address other than loopback needs {@link #insecure}
     */
    public Builder cluster(Map<String, InetSocketAddress> addresses) {
      nodes = Map.copyOf(addresses);
      return this;
    }

    /**
     * This is the first start of a new {@link #cluster}: the node may begin with an empty
     * directory. Later starts are without, so that a node that has lost its directory is refused.
     */
    public Builder newCluster() {
      begins = true;
      return this;
    }

    private @Nullable ClusterSetting clusterSetting() {
      if (name == null && nodes.isEmpty()) {
        return null;
      }
      if (name == null || nodes.isEmpty()) {
        throw new InvalidArgumentException(
            name == null
                ? "a cluster of the nodes %s: say which of them this node is"
                    .formatted(nodes.keySet())
                : "node '%s' needs a cluster to be one of: name its nodes with their addresses"
                    .formatted(name));
      }
      return ClusterSetting.of(name, nodes, begins);
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
      long began = System.nanoTime();
      var assembly =
          new NodeAssembly(
              new NodeSettings(
                  data,
                  serving,
                  host,
                  port,
                  insecure,
                  access,
                  tls,
                  limits,
                  http,
                  meters,
                  scrub,
                  diskLimits,
                  clusterSetting(),
                  quota),
              onFatal);
      // What is refused has not started.
      assembly.check();
      log.info(
          "Holdfast {} starts: data {}, process {}, Java {}",
          version(),
          assembly.place(),
          ProcessHandle.current().pid(),
          Runtime.version().feature());
      HoldfastNode node = assembly.open();
      log.info("Ready after {} ms", (System.nanoTime() - began) / 1_000_000);
      return node;
    }
  }
}
