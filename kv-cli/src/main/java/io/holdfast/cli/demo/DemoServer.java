package io.holdfast.cli.demo;

import io.holdfast.cli.CliProcess;
import io.holdfast.kv.UnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The durable server of the demo, as a process. Confined to the demo's main thread. */
final class DemoServer implements AutoCloseable {
  private final Path directory;
  private String port = "0";
  private String url = "";
  private Process process;

  /** Starts a server on a free port, with its data below {@code directory}. */
  DemoServer(Path directory) throws IOException {
    this.directory = directory;
    this.process = start();
  }

  String url() {
    return url;
  }

  long pid() {
    return process.pid();
  }

  /** Kills it with SIGKILL and starts it again on the same data and port. */
  void killAndRestart() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    process = start();
  }

  private Process start() throws IOException {
    Path log = directory.resolve("server.log");
    Process started =
        CliProcess.like(
                log,
                List.of("server", "--data", directory.resolve("data").toString(), "--port", port))
            .start();
    var output = new BufferedReader(started.inputReader(StandardCharsets.UTF_8));
    String line = output.readLine();
    if (line == null || !line.startsWith(CliProcess.LISTENING)) {
      started.destroyForcibly();
      throw new UnavailableException("the server did not start: " + Files.readString(log).strip());
    }
    url = line.substring(CliProcess.LISTENING.length());
    port = url.substring(url.lastIndexOf(':') + 1);
    return started;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
