package io.holdfast.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real server in a process of its own, for tests that kill it. */
final class ServerProcess implements AutoCloseable {
  private static final String FIRST_LINE = "listening on ";

  private final Process process;
  private final String url;

  private ServerProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * Starts a server on {@code data}; port 0 picks a free one. Its standard error goes to {@code
   * data.err}.
   */
  static ServerProcess start(Path data, int port, String... options) throws IOException {
    return startUnder(List.of(), data, port, options);
  }

  /** The same as a child of another program, which ends with it and with its exit status. */
  static ServerProcess startUnder(List<String> program, Path data, int port, String... options)
      throws IOException {
    var arguments = new ArrayList<String>();
    arguments.addAll(
        List.of("server", "--data", data.toString(), "--port", Integer.toString(port)));
    arguments.addAll(List.of(options));
    Path errors = data.resolveSibling(data.getFileName() + ".err");
    var command = new ArrayList<>(program);
    command.addAll(command(arguments.toArray(String[]::new)));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    String line = new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
    if (line == null || !line.startsWith(FIRST_LINE)) {
      end(process);
      throw new DidNotStartException(process.exitValue(), Files.readString(errors));
    }
    return new ServerProcess(process, line.substring(FIRST_LINE.length()));
  }

  /** The server ended instead of serving. */
  static final class DidNotStartException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    private final int status;

    DidNotStartException(int status, String errors) {
      super("no server, but exit status " + status + "\n" + errors);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /** By itself, within a moment, since its output has ended; else with what it has started. */
  private static void end(Process process) {
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command line that runs {@code holdfast arguments…} on this JVM. */
  static List<String> command(String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Holdfast.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  String url() {
    return url;
  }

  int port() {
    return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
  }

  /** Its exit status, once it has ended by itself. */
  int awaitEnd(Duration bound) throws InterruptedException {
    if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the server has not ended within " + bound);
    }
    return process.exitValue();
  }

  /** SIGKILL, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  /** SIGSTOP: it neither answers nor notices. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** SIG{@code name}. */
  void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    if (status != 0) {
      throw new IllegalStateException("kill -" + name + " ended with " + status);
    }
  }

  /** SIGTERM; the server has to end by itself in good time. */
  @Override
  public void close() throws IOException {
    if (!process.isAlive()) {
      return;
    }
    try {
      signal("CONT");
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the server did not end within 20 s of SIGTERM");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
