package io.holdfast.cli.server;

import io.holdfast.cli.DirectoryConverter;
import io.holdfast.cli.DurationConverter;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Limits;
import io.holdfast.cli.LogLevel;
import io.holdfast.cli.SizeConverter;
import io.holdfast.cli.config.ClusterKeys;
import io.holdfast.cli.config.ServerConfig;
import io.holdfast.cli.config.ServerConfig.Settings;
import io.holdfast.kv.DamagedException;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.net.tls.TlsOptions;
import io.holdfast.node.HoldfastNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a server until it is told to stop. */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    description = "Run a server for NATS clients and for holdfast itself.",
    footer = {
      "%nThe first line on standard output is 'listening on nats://HOST:PORT' once it serves;",
      "with --http the second one is 'pages on http://HOST:PORT'. Logs go to standard error.",
      "%nEnvironment:",
      "  HOLDFAST_DATA       data directory; --data wins",
      "  HOLDFAST_LOG        log level: debug, info, warn or error (default: info)",
      "  HOLDFAST_JAVA_OPTS  options added to the JVM's, such as -Xmx2g",
      "%nA flag beats the environment, the environment beats the file of --config. On SIGHUP users and",
      "certificates are read again; when something is wrong with them, everything stays as it was.",
      "%nEnds with 2 when an argument or the configuration is wrong, with 7 when it cannot serve or",
      "storage fails."
    })
public final class ServerCommand implements Callable<Integer> {
  private static final int LARGEST_PORT = 65_535;
  private static final String LOOPBACK = "127.0.0.1";

  /** An empty bucket counts for 2,400 bytes and its name, an entry for 150 and its own. */
  private static final long LEAST_QUOTA = 4096;

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Read settings from this file, in the syntax of NATS servers.")
  private @Nullable Path configFile;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      converter = DirectoryConverter.class,
      defaultValue = "${env:HOLDFAST_DATA:-" + Option.NULL_VALUE + "}",
      description =
          "Directory that keeps everything; created if missing; without it HOLDFAST_DATA in the environment, else holdfast-data.")
  private @Nullable Path data;

  @Option(
      names = "--memory",
      description = "Keep everything in memory instead: gone when the server stops.")
  private boolean memory;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Address to listen on (default: 127.0.0.1).")
  private @Nullable String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on; 0 picks a free one (default: 4222).")
  private @Nullable Integer port;

  @Option(
      names = "--http",
      paramLabel = "PORT",
      description =
          "Serve /metrics, /healthz, /readyz and /status over HTTP on this port; 0 picks a free one"
              + " (default: off).")
  private @Nullable Integer httpPort;

  @Option(
      names = "--http-host",
      paramLabel = "HOST",
      description = "Address to serve them on (default: 127.0.0.1).")
  private @Nullable String httpHost;

  @Mixin private TlsFlags tls = new TlsFlags();

  @Option(
      names = "--insecure",
      description =
          "Allow an address other than loopback, although clients are not authenticated or encrypted.")
  private boolean insecure;

  @Option(
      names = "--scrub-every",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Rest between two passes over the data files in search of damage (default: 1h).")
  private @Nullable Duration scrubEvery;

  @Option(
      names = "--hung-disk-after",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "End with exit code 7 when one call to the disk takes longer than this (default: 20s).")
  private @Nullable Duration hungDiskAfter;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "Which node of --cluster this server is.")
  private @Nullable String nodeName;

  @Option(
      names = "--cluster",
      paramLabel = "NAME=HOST:PORT,...",
      description =
          "Be one node of a cluster, on trial: where each node listens for the others, this one among them; the"
              + " same on every node.")
  private @Nullable String cluster;

  @Option(
      names = "--new-cluster",
      description =
          "The first start of a new cluster: begin with an empty directory. Never again after that.")
  private boolean newCluster;

  @ArgGroup private QuotaOptions quota = new QuotaOptions();

  /** Either a quota or none; neither leaves the one that is kept with the data. */
  static final class QuotaOptions {
    @Option(
        names = "--quota",
        paramLabel = "SIZE",
        converter = SizeConverter.class,
        description =
            "Refuse growth of the state beyond this, such as 256m or 1g, at least 4k; kept with the data"
                + " until another is given.")
    private @Nullable Long bytes;

    @Option(names = "--no-quota", description = "Take the quota away.")
    private boolean none;
  }

  @Option(
      names = "--heal",
      description = "Rebuild a damaged node from its peers; refused, since a single node has none.")
  private boolean heal;

  @Override
  public Integer call() throws InterruptedException {
    check();
    var setup = new Setup(configFile, tls);
    HangUp hangUp = setup.reloadable() ? HangUp.heard() : null;
    ServerConfig config = setup.read();
    Settings settings = config.settings();
    String level = settings.logLevel();
    LogLevel.set(level == null ? "info" : level);
    Path directory = firstOf(data, settings.data(), Path.of("holdfast-data"));
    if (heal) {
      throw new InvalidArgumentException(
          "--heal rebuilds a node from its peers, and this server runs alone, so nothing was"
              + " changed: 'holdfast doctor "
              + directory
              + "' tells what is wrong; restore a copy of the whole directory, or start on an empty"
              + " one and lose what it held");
    }
    HoldfastNode node = start(builder(setup, config, directory));
    // Only now, since before nothing is to be logged of a server that never was.
    warn(config);
    if (hangUp != null) {
      hangUp.onSignal(new Reload(node, setup, config));
    }
    var closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> close(node, closed), "holdfast-shutdown"));
    spec.commandLine().getOut().println("listening on " + node.url().orElseThrow());
    node.httpUrl().ifPresent(url -> spec.commandLine().getOut().println("pages on " + url));
    closed.await();
    return ExitCode.DONE;
  }

  private HoldfastNode.Builder builder(Setup setup, ServerConfig config, Path directory) {
    Settings settings = config.settings();
    var builder =
        HoldfastNode.builder()
            .listen(firstOf(host, settings.host(), LOOPBACK), firstOf(port, settings.port(), 4222))
            .limits(settings::limit)
            .access(config.access())
            .onFatal(failure -> halt(failure, directory));
    if (memory) {
      builder.memory();
    } else {
      builder.data(directory);
    }
    if (insecure || settings.insecure()) {
      builder.insecure();
    }
    TlsOptions encryption = setup.tls(config);
    if (encryption != null) {
      builder.tls(encryption);
    }
    builder.scrubEvery(firstOf(scrubEvery, settings.scrubEvery(), Duration.ofHours(1)));
    builder.hungDiskAfter(firstOf(hungDiskAfter, settings.hungDiskAfter(), Duration.ofSeconds(20)));
    Long bytes = quota.bytes == null && !quota.none ? settings.quota() : quota.bytes;
    if (bytes != null) {
      builder.quota(bytes);
    } else if (quota.none) {
      builder.noQuota();
    }
    String own = nodeName == null ? settings.cluster().node() : nodeName;
    if (own != null) {
      builder.node(own);
    }
    if (newCluster) {
      builder.newCluster();
    }
    builder.cluster(cluster == null ? settings.cluster().nodes() : ClusterKeys.nodes(cluster));
    Integer pages = httpPort == null ? settings.httpPort() : httpPort;
    if (pages != null) {
      builder.http(firstOf(httpHost, settings.httpHost(), LOOPBACK), pages);
    }
    return builder;
  }

  private static <T> T firstOf(@Nullable T flag, @Nullable T file, T otherwise) {
    return flag != null ? flag : file != null ? file : otherwise;
  }

  private static void warn(ServerConfig config) {
    Logger log = LoggerFactory.getLogger(ServerCommand.class);
    config.warnings().forEach(log::warn);
  }

  private void check() {
    if (memory && spec.commandLine().getParseResult().hasMatchedOption("--data")) {
      throw new InvalidArgumentException(
          "--memory keeps nothing, and --data says where to keep it: choose one");
    }
    if (host != null) {
      Limits.checkNamed("--host", host, "an address of this machine");
    }
    if (port != null) {
      Limits.check("--port", port, 0, LARGEST_PORT);
    }
    if (httpHost != null && httpPort != null) {
      Limits.checkNamed("--http-host", httpHost, "an address of this machine");
    }
    if (httpPort != null) {
      Limits.check("--http", httpPort, 0, LARGEST_PORT);
    }
    if (scrubEvery != null) {
      Limits.check("--scrub-every", scrubEvery, Duration.ofMillis(1));
    }
    if (hungDiskAfter != null) {
      Limits.check("--hung-disk-after", hungDiskAfter, Duration.ofMillis(10));
    }
    if (quota.bytes != null && quota.bytes < LEAST_QUOTA) {
      throw new InvalidArgumentException(
          "--quota "
              + quota.bytes
              + " leaves no room for a bucket with a key in it: give at least "
              + LEAST_QUOTA / 1024
              + "k, usually 64m or more");
    }
  }

  /**
   * Whatever keeps a server from starting, other than a wrong argument, is a fault of this machine.
   */
  private static HoldfastNode start(HoldfastNode.Builder builder) {
    try {
      return builder.start();
    } catch (InvalidArgumentException e) {
      throw e;
    } catch (HoldfastException e) {
      throw new CannotServeException(e);
    }
  }

  private static final class CannotServeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    CannotServeException(HoldfastException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private static void close(HoldfastNode node, CountDownLatch closed) {
    node.close();
    closed.countDown();
  }

  /**
   * Nothing may be acknowledged after a storage failure, so there is no orderly way out (guarantee
   * G16). Damage (G12) is another thing: there, something acknowledged may be lost.
   */
  private static void halt(@Nullable Throwable failure, Path data) {
    String what = failure == null ? "unknown" : String.valueOf(failure.getMessage());
    System.err.println(
        failure instanceof DamagedException
            ? "holdfast: stopped at once because stored data is damaged: "
                + what
                + ". 'holdfast doctor "
                + data
                + "' tells what is affected and what can be done."
            : "holdfast: stopped at once because its storage failed: "
                + what
                + ". Nothing acknowledged is lost; check the disk, then start the server again.");
    System.err.flush();
    Runtime.getRuntime().halt(ExitCode.LOCAL_FAULT);
  }
}
