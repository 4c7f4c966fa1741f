package io.holdfast.cli.config;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.net.access.AccessRules;
import io.holdfast.net.server.ServerOptions;
import io.holdfast.net.tls.TlsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration file says about a server. Immutable; never prints a secret.
 *
 * @param settings what a running server cannot change
 * @param access who may connect
 * @param tls how connections are encrypted; null: not at all
 * @param warnings what is allowed and still should be changed, in sentences
 */
public record ServerConfig(
    Settings settings, AccessRules access, @Nullable TlsOptions tls, List<String> warnings) {
  /** Without a file. */
  public static final ServerConfig NONE =
      new ServerConfig(Settings.NONE, AccessRules.OPEN, null, List.of());

  /** Copies the list. */
  public ServerConfig {
    warnings = List.copyOf(warnings);
  }

  /**
   * What a running server cannot change; null: not said.
   *
   * @param host to listen on
   * @param port to listen on
   * @param httpHost to serve pages on
   * @param httpPort to serve pages on
   * @param data directory that keeps everything
   * @param logLevel debug, info, warn or error
   * @param insecure whether addresses beyond loopback are allowed without users and TLS
   * @param quota on the size of the state, in bytes
   * @param scrubEvery rest between two passes over the data files
   * @param hungDiskAfter longest call to the disk
   * @param cluster the nodes of its cluster
   * @param limits what clients are held to
   */
  public record Settings(
      @Nullable String host,
      @Nullable Integer port,
      @Nullable String httpHost,
      @Nullable Integer httpPort,
      @Nullable Path data,
      @Nullable String logLevel,
      boolean insecure,
      @Nullable Long quota,
      @Nullable Duration scrubEvery,
      @Nullable Duration hungDiskAfter,
      ClusterKeys cluster,
      LimitKeys limits) {
    static final Settings NONE =
        new Settings(
            null,
            null,
            null,
            null,
            null,
            null,
            false,
            null,
            null,
            null,
            ClusterKeys.NONE,
            new LimitKeys(null, null, null, null, null, null, null, null, null));

    /** Sets what clients are held to. */
    public void limit(ServerOptions.Builder options) {
      limits.applyTo(options);
    }
  }

  /**
   * Reads {@code file}.
   *
   * @throws InvalidArgumentException naming file, line and key, when something in it is wrong
   * @throws IOException when it cannot be read
   */
  public static ServerConfig read(Path file) throws IOException {
    return read(file, System.getenv()::get);
  }

  /** The same, with the variables of {@code environment}. */
  static ServerConfig read(Path file, UnaryOperator<@Nullable String> environment)
      throws IOException {
    var fields = new Fields(Syntax.read(file, environment), "");
    Settings settings = settings(fields);
    TlsKeys tls = TlsKeys.of(fields);
    var clear = new LinkedHashSet<Path>();
    AccessRules access = UserKeys.of(fields, tls.mapped(), clear);
    fields.end();
    return new ServerConfig(settings, access, tls.options(), warnings(clear));
  }

  private static Settings settings(Fields fields) {
    ListenKeys clients = ListenKeys.forClients(fields);
    ListenKeys pages = ListenKeys.forPages(fields);
    return new Settings(
        clients.host(),
        clients.port(),
        pages.host(),
        pages.port(),
        directory(fields),
        logLevel(fields),
        fields.flag("insecure"),
        fields.size(4096, Long.MAX_VALUE, "quota"),
        fields.duration(Duration.ofMillis(1), "scrub_every"),
        fields.duration(Duration.ofMillis(10), "hung_disk_after"),
        ClusterKeys.of(fields),
        LimitKeys.of(fields));
  }

  private static @Nullable Path directory(Fields fields) {
    Fields jetStream = fields.section("jetstream");
    if (jetStream == null) {
      return null;
    }
    Path directory = jetStream.path("store_dir");
    jetStream.end();
    return directory;
  }

  private static @Nullable String logLevel(Fields fields) {
    Node node = fields.node("log_level");
    if (node == null) {
      return null;
    }
    String level = fields.text(node, "log_level");
    if (!Set.of("debug", "info", "warn", "error").contains(level)) {
      throw fields.wrong(
          node, "log_level", "is '" + level + "', expected debug, info, warn or error");
    }
    return level;
  }

  private static List<String> warnings(Set<Path> clear) {
    return clear.stream()
        .filter(ConfigFiles::readableByOthers)
        .map(
            file ->
                file
                    + " has a password or token in clear and can be read by everybody on this"
                    + " machine: make a hash of it with 'holdfast hash', or run chmod o-r on it")
        .toList();
  }
}
