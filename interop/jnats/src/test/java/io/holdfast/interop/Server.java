package io.holdfast.interop;

import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.net.server.NatsServer;
import io.holdfast.net.server.ServerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The server that a test speaks with: it has an address, and may be one that a test can end. */
interface Server extends AutoCloseable {
  String url();

  /** Ends it and starts it again on the same port, over the same data. */
  void restart() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;

  /** The one that {@code INTEROP_URL} names, or one of our own in this process. */
  static Server shared() {
    return environment("INTEROP_URL").<Server>map(Foreign::new).orElseGet(InProcess::new);
  }

  /** One that the test may end; empty when the server is not ours to end. */
  static Optional<Server> expendable(Path directory) throws IOException, InterruptedException {
    if (environment("INTEROP_URL").isEmpty()) {
      return Optional.of(new InProcess());
    }
    Optional<String> program = environment("INTEROP_SERVER");
    return program.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Scripted.start(program.get(), environment("INTEROP_KIND").orElseThrow(), directory));
  }

  private static Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
  }

  /** Holdfast's own, over a store in memory that outlives its restarts. */
  final class InProcess implements Server {
    private final LocalStore store = InMemoryStore.open();
    private NatsServer server = listen(0);

    private NatsServer listen(int port) {
      return NatsServer.start(ServerOptions.builder().port(port).build(), store);
    }

    @Override
    public String url() {
      return "nats://127.0.0.1:" + server.address().getPort();
    }

    @Override
    public void restart() {
      int port = server.address().getPort();
      server.close();
      server = listen(port);
    }

    @Override
    public void close() {
      server.close();
      store.close();
    }
  }

  /** Somebody's, which runs before and after the test. */
  record Foreign(String url) implements Server {
    @Override
    public void restart() {
      throw new UnsupportedOperationException(url + " is not ours to restart");
    }

    @Override
    public void close() {}
  }

  /** A process that {@code interop/server} starts and ends. */
  record Scripted(String program, String url, Path directory) implements Server {
    static Scripted start(String program, String kind, Path directory)
        throws IOException, InterruptedException {
      return new Scripted(program, run(program, "start", kind, directory.toString()), directory);
    }

    @Override
    public void restart() throws IOException, InterruptedException {
      run(program, "restart", directory.toString());
    }

    @Override
    public void close() throws IOException {
      try {
        run(program, "stop", directory.toString());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    // The answer goes to a file: the server inherits what it is not given, and would hold a pipe.
    private static String run(String... command) throws IOException, InterruptedException {
      Path answer = Files.createTempFile("interop-server", ".out");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(answer.toFile())
                .start();
        boolean ended = process.waitFor(90, TimeUnit.SECONDS); // The script's own bounds, 60 + 20.
        String said = Files.readString(answer, StandardCharsets.UTF_8).strip();
        if (!ended || process.exitValue() != 0) {
          process.destroyForcibly();
          throw new IllegalStateException(String.join(" ", command) + " failed: " + said);
        }
        return said;
      } finally {
        Files.delete(answer);
      }
    }
  }
}
