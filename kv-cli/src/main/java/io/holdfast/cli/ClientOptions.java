package io.holdfast.cli;

import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.net.remote.RemoteOptions;
import io.holdfast.net.remote.RemoteStore;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command reaches its server. */
public final class ClientOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:HOLDFAST_URL:-nats://127.0.0.1:4222}",
      description =
          "Server to use; without it HOLDFAST_URL in the environment, else nats://127.0.0.1:4222.")
  private String url = "";

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "5s",
      description =
          "Longest wait for one answer, such as 500ms or 5s, at most 1m (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ofSeconds(5);

  @Mixin private LoginOptions login = new LoginOptions();

  /** The server's URL. */
  public String url() {
    return url;
  }

  /** A store at the server, whose callbacks run on {@code scheduler}. */
  public KeyValueStore connect(ThreadScheduler scheduler) throws InterruptedException {
    Limits.check("--timeout", timeout, Duration.ofMillis(1), RemoteOptions.LONGEST_REQUEST_TIMEOUT);
    var options =
        RemoteOptions.to(url).scheduler(scheduler).requestTimeout(timeout).connectTimeout(timeout);
    login.at(options);
    return RemoteStore.connect(options.build());
  }

  /** Work that needs a store. */
  @FunctionalInterface
  public interface StoreWork {
    /** Does it; the result is the exit code. */
    int with(KeyValueStore store) throws Exception;
  }

  /** Connects, does the work, and closes everything. */
  public int call(StoreWork work) throws Exception {
    try (var scheduler = ThreadScheduler.create("holdfast-client");
        var store = connect(scheduler)) {
      return work.with(store);
    }
  }
}
