package io.holdfast.net.remote;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code nats-server} of its own on a free loopback port: the one that {@code
 * -Dholdfast.nats-server=…} names, or the one on the PATH. For one thread.
 */
final class NatsServerProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("client connections on \\S*:(\\d+)");
  private static final long SECONDS_TO_END = 20;

  private final Process process;
  private final int port;

  private NatsServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Where a server is; empty when there is none. */
  static Optional<Path> binary() {
    String named = System.getProperty("holdfast.nats-server", "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(":"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "nats-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts {@code binary} with its data in {@code directory} and waits until it serves: its log
   * says so, or ends.
   */
  static NatsServerProcess start(Path binary, Path directory) throws IOException {
    var command =
        List.of(
            binary.toString(), "-a", "127.0.0.1", "-p", "-1", "-js", "-sd", directory.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var log = new StringBuilder();
    int port = 0;
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      log.append(line).append('\n');
      Matcher found = LISTENING.matcher(line);
      if (found.find()) {
        port = Integer.parseInt(found.group(1));
      }
      if (line.contains("Server is ready")) {
        drain(lines);
        return new NatsServerProcess(process, port);
      }
    }
    throw new IOException(command + " did not come to serve:\n" + log);
  }

  /** A server whose pipe is full would wait for its reader. */
  private static void drain(BufferedReader lines) {
    var reader =
        new Thread(
            () -> {
              try {
                lines.lines().forEach(line -> {});
              } catch (java.io.UncheckedIOException ended) {
                // The server was ended while it wrote.
              }
            },
            "nats-server log");
    reader.setDaemon(true);
    reader.start();
  }

  String url() {
    return "nats://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
