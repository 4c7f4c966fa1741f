package io.holdfast.cli.bench.peers;

import io.holdfast.cli.Workplace;
import io.holdfast.kv.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A server's program: where it is, and how it is started. */
record Executable(String name) {
  private static final Duration LONGEST_START = Duration.ofSeconds(30);

  /** Where it is; distributions put some servers where only root looks. */
  Optional<Path> path() {
    return Stream.concat(
            Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Optional<String> missing() {
    return path().isPresent() ? Optional.empty() : Optional.of("no " + name + " on the PATH");
  }

  /** Starts it and waits until {@code port} takes connections. */
  Process start(Workplace place, Path data, int port, List<String> arguments)
      throws IOException, InterruptedException {
    Path program =
        path().orElseThrow(() -> new UnavailableException("no " + name + " on the PATH"));
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    return start(place, data, port, new ProcessBuilder(command));
  }

  /** Starts {@code command} and waits until {@code port} takes connections. */
  static Process start(Workplace place, Path data, int port, ProcessBuilder command)
      throws IOException, InterruptedException {
    Path log = log(data);
    command
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process process = place.launch(command);
    long started = System.nanoTime();
    while (!takesConnections(port)) {
      if (!process.isAlive() || System.nanoTime() - started > LONGEST_START.toNanos()) {
        place.end(process);
        throw new UnavailableException(
            command.command().get(0) + " did not start: " + Files.readString(log).strip());
      }
      Thread.sleep(2);
    }
    return process;
  }

  /** Where the output of a server with this data directory goes. */
  static Path log(Path data) {
    return data.resolveSibling(data.getFileName() + ".log");
  }

  private static boolean takesConnections(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      // A connection that got the server's port as its own was to itself, and holds it for a
      // moment.
      return socket.getLocalPort() != port;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** A port that is free now. */
  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
