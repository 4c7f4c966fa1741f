package io.holdfast.cli.config;

import io.holdfast.net.server.ServerOptions;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What clients are held to; null: the server's default. Immutable. */
record LimitKeys(
    @Nullable String serverName,
    @Nullable Long maxPayload,
    @Nullable Long maxControlLine,
    @Nullable Integer maxConnections,
    @Nullable Integer maxPerAddress,
    @Nullable Integer maxSubscriptions,
    @Nullable Long maxPending,
    @Nullable Duration writeDeadline,
    @Nullable Duration pingInterval) {
  private static final long LARGEST_PAYLOAD = 64L << 20;
  private static final Duration SHORTEST = Duration.ofMillis(10);

  static LimitKeys of(Fields fields) {
    var found =
        new LimitKeys(
            fields.text("server_name"),
            fields.size(1024, LARGEST_PAYLOAD, "max_payload"),
            fields.size(512, 1 << 20, "max_control_line"),
            fields.number(1, Integer.MAX_VALUE, "max_connections"),
            fields.number(1, Integer.MAX_VALUE, "max_connections_per_address"),
            fields.number(1, Integer.MAX_VALUE, "max_subscriptions"),
            fields.size(2048, 1L << 40, "max_pending"),
            fields.duration(SHORTEST, "write_deadline"),
            fields.duration(SHORTEST, "ping_interval"));
    Node place = fields.node("max_pending");
    Node payload = fields.node("max_payload");
    Node named = place == null ? payload : place;
    if (named != null) {
      // What two keys are together is the options' own to check.
      fields.at(named, place == null ? "max_payload" : "max_pending", found::options);
    }
    return found;
  }

  private ServerOptions options() {
    var builder = ServerOptions.builder();
    applyTo(builder);
    return builder.build();
  }

  void applyTo(ServerOptions.Builder builder) {
    set(serverName, builder::serverName);
    set(maxPayload, bytes -> builder.maxPayload(Math.toIntExact(bytes)));
    set(maxControlLine, bytes -> builder.maxControlLine(Math.toIntExact(bytes)));
    set(maxConnections, builder::maxConnections);
    set(maxPerAddress, builder::maxPerAddress);
    set(maxSubscriptions, builder::maxSubscriptions);
    set(maxPending, builder::maxPendingBytes);
    set(writeDeadline, builder::writeDeadline);
    set(pingInterval, builder::pingInterval);
  }

  private static <T> void set(@Nullable T value, Consumer<T> at) {
    if (value != null) {
      at.accept(value);
    }
  }
}
