package io.holdfast.node;

import io.holdfast.net.access.AccessRules;
import io.holdfast.net.server.ServerOptions;
import io.holdfast.net.tls.TlsOptions;
import io.holdfast.raft.DiskLimits;
import io.holdfast.raft.ScrubOptions;
import io.holdfast.raft.StorageView;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a node is to be. Immutable.
 *
 * @param data where it keeps its data; null: in memory
 * @param serving whether NATS clients are served, at {@code host} and {@code port}
 * @param insecure whether addresses beyond loopback are allowed
 * @param access who may connect
 * @param tls how connections are encrypted; null: not at all
 * @param limits sets what clients are held to
 * @param http where the pages are; null: nowhere
 * @param cluster the nodes it is one of; null: it is alone
 * @param quota to be set at the start; null: it stays as it is
 */
record NodeSettings(
    @Nullable Path data,
    boolean serving,
    String host,
    int port,
    boolean insecure,
    AccessRules access,
    @Nullable TlsOptions tls,
    Consumer<ServerOptions.Builder> limits,
    @Nullable HttpSettings http,
    @Nullable MeterRegistry meters,
    ScrubOptions scrub,
    DiskLimits diskLimits,
    @Nullable ClusterSetting cluster,
    @Nullable QuotaSetting quota) {

  /** The address of the pages, if there are any. */
  @Nullable InetAddress httpHost() {
    return http == null ? null : http.address(insecure);
  }

  /** How clients are served. */
  ServerOptions server(@Nullable MeterRegistry registry) {
    var builder = ServerOptions.builder();
    limits.accept(builder);
    builder.host(host).port(port).insecure(insecure).access(access).tls(tls);
    if (data != null) {
      builder.consumers(StorageView.serverFolder(data).resolve("consumers"));
    }
    return (registry == null ? builder : builder.meters(registry)).build();
  }
}
