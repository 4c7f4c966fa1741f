package io.holdfast.net.server;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.time.DurationText;
import io.holdfast.net.access.AccessRules;
import io.holdfast.net.connection.ConnectionLimits;
import io.holdfast.net.tls.TlsOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link NatsServer} is to run. Immutable; made by {@link #builder}.
 *
 * @param host the name or address to listen on
 * @param port to listen on; 0: any free one
 * @param serverName told to clients
 * @param insecure whether a host beyond loopback is accepted although nobody has to show who he is
 *     or nothing encrypts (guarantee G41)
 * @param access who may connect
 * @param tls how connections are encrypted; null: not at all
 * @param maxPayload largest headers and body of one message together, in bytes
 * @param maxControlLine longest control line, in bytes
 * @param maxConnections most clients at a time
 * @param maxPerAddress most of them from one address
 * @param maxSubscriptions most subscriptions of one client
 * @param maxPendingBytes backlog at which a slow client is disconnected, in bytes
 * @param writeDeadline how long a client with a backlog may take nothing of it before it is
 *     disconnected
 * @param pingInterval silence after which a client is pinged; after two unanswered pings it is
 *     disconnected
 * @param maxReplicas most replicas a bucket may ask for: the size of the cluster
 * @param ioThreads event loops
 * @param consumers the file in which consumers are remembered over a restart; null: they end with
 *     the server
 * @param meters where connections and traffic are shown; null: nowhere, at no cost
 */
public record ServerOptions(
    String host,
    int port,
    String serverName,
    boolean insecure,
    AccessRules access,
    @Nullable TlsOptions tls,
    int maxPayload,
    int maxControlLine,
    int maxConnections,
    int maxPerAddress,
    int maxSubscriptions,
    long maxPendingBytes,
    Duration writeDeadline,
    Duration pingInterval,
    int maxReplicas,
    int ioThreads,
    @Nullable Path consumers,
    @Nullable MeterRegistry meters) {

  /** Checks the ranges. */
  public ServerOptions {
    check(!host.isBlank(), "host is empty, name an address of this machine");
    check(port >= 0 && port <= 65_535, "port must be 0 to 65535, got " + port);
    check(maxPayload >= 1024, "max payload must be at least 1024 bytes, got " + maxPayload);
    check(
        maxControlLine >= 512,
        "max control line must be at least 512 bytes, got " + maxControlLine);
    check(maxConnections >= 1, "max connections must be positive, got " + maxConnections);
    check(
        maxPerAddress >= 1,
        "max connections of one address must be positive, got " + maxPerAddress);
    check(maxSubscriptions >= 1, "max subscriptions must be positive, got " + maxSubscriptions);
    check(
        maxPendingBytes >= 2L * maxPayload,
        "max pending bytes must be at least twice the max payload, got " + maxPendingBytes);
    check(
        writeDeadline.compareTo(Duration.ofMillis(10)) >= 0,
        "write deadline must be at least 10 ms, got " + DurationText.of(writeDeadline));
    check(
        pingInterval.compareTo(Duration.ofMillis(10)) >= 0,
        "ping interval must be at least 10 ms, got " + DurationText.of(pingInterval));
    check(maxReplicas >= 1, "max replicas must be positive, got " + maxReplicas);
    check(ioThreads >= 1, "I/O threads must be positive, got " + ioThreads);
  }

  private static void check(boolean holds, String complaint) {
    if (!holds) {
      throw new InvalidArgumentException("server options: " + complaint);
    }
  }

  /** What each client is held to. */
  ConnectionLimits connectionLimits() {
    return new ConnectionLimits(
        maxPayload,
        maxControlLine,
        maxConnections,
        maxPerAddress,
        maxSubscriptions,
        maxPendingBytes,
        writeDeadline,
        pingInterval);
  }

  /** The defaults: loopback, port 4222. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects options. Not thread-safe. */
  public static final class Builder {
    private String host = "127.0.0.1";
    private int port = 4222;
    private String serverName = "holdfast";
    private boolean insecure;
    private AccessRules access = AccessRules.OPEN;
    private @Nullable TlsOptions tls;
    private int maxPayload = 1024 * 1024;
    private int maxControlLine = 4096;
    private int maxConnections = 4096;
    private int maxPerAddress = 256;
    private int maxSubscriptions = 65_536;
    private long maxPendingBytes = 64L * 1024 * 1024;
    private Duration writeDeadline = Duration.ofSeconds(10);
    private Duration pingInterval = Duration.ofMinutes(2);
    private int maxReplicas = 1;
    private int ioThreads = Math.min(4, Runtime.getRuntime().availableProcessors());

    private @Nullable Path consumers;
    private @Nullable MeterRegistry meters;

    private Builder() {}

    /** See {@link ServerOptions#host}. */
    public Builder host(String nameOrAddress) {
      host = nameOrAddress;
      return this;
    }

    /** See {@link ServerOptions#port}. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /** See {@link ServerOptions#serverName}. */
    public Builder serverName(String name) {
      serverName = name;
      return this;
    }

    /** See {@link ServerOptions#insecure}. */
    public Builder insecure(boolean accepted) {
      insecure = accepted;
      return this;
    }

    /** See {@link ServerOptions#access}. */
    public Builder access(AccessRules rules) {
      access = rules;
      return this;
    }

    /** See {@link ServerOptions#tls}. */
    public Builder tls(@Nullable TlsOptions files) {
      tls = files;
      return this;
    }

    /** See {@link ServerOptions#maxPayload}. */
    public Builder maxPayload(int bytes) {
      maxPayload = bytes;
      return this;
    }

    /** See {@link ServerOptions#maxControlLine}. */
    public Builder maxControlLine(int bytes) {
      maxControlLine = bytes;
      return this;
    }

    /** See {@link ServerOptions#maxConnections}. */
    public Builder maxConnections(int clients) {
      maxConnections = clients;
      return this;
    }

    /** See {@link ServerOptions#maxPerAddress}. */
    public Builder maxPerAddress(int clients) {
      maxPerAddress = clients;
      return this;
    }

    /** See {@link ServerOptions#maxSubscriptions}. */
    public Builder maxSubscriptions(int perClient) {
      maxSubscriptions = perClient;
      return this;
    }

    /** See {@link ServerOptions#maxPendingBytes}. */
    public Builder maxPendingBytes(long bytes) {
      maxPendingBytes = bytes;
      return this;
    }

    /** See {@link ServerOptions#writeDeadline}. */
    public Builder writeDeadline(Duration longest) {
      writeDeadline = longest;
      return this;
    }

    /** See {@link ServerOptions#pingInterval}. */
    public Builder pingInterval(Duration silence) {
      pingInterval = silence;
      return this;
    }

    /** See {@link ServerOptions#maxReplicas}. */
    public Builder maxReplicas(int nodes) {
      maxReplicas = nodes;
      return this;
    }

    /**
     * See {@link ServerOptions#consumers}. Its directory is made when it is missing, and has to be
     * this server's alone.
     */
    public Builder consumers(Path file) {
      consumers = file;
      return this;
    }

    /** See {@link ServerOptions#ioThreads}. */
    public Builder ioThreads(int threads) {
      ioThreads = threads;
      return this;
    }

    /** See {@link ServerOptions#meters}. Gauges describe one server. */
    public Builder meters(MeterRegistry registry) {
      meters = registry;
      return this;
    }

    /** The finished options. */
    public ServerOptions build() {
      return new ServerOptions(
          host,
          port,
          serverName,
          insecure,
          access,
          tls,
          maxPayload,
          maxControlLine,
          maxConnections,
          maxPerAddress,
          maxSubscriptions,
          maxPendingBytes,
          writeDeadline,
          pingInterval,
          maxReplicas,
          ioThreads,
          consumers,
          meters);
    }
  }
}
