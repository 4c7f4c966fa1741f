package io.holdfast.cli.demo;

import io.holdfast.cli.CliProcess;
import io.holdfast.cli.Workplace;
import io.holdfast.kv.UnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The durable server of the demo, as a process that ends with its workplace. Confined to the demo's
 * main thread.
 */
final class DemoServer {
  private final Workplace place;
  private String port = "0";
  private String url = "";
  private Process process;

  /** Starts a server on a free port, with its data in {@code place}. */
  DemoServer(Workplace place) throws IOException {
    this.place = place;
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
    place.kill(process);
    process = start();
  }

  private Process start() throws IOException {
    Path log = place.directory().resolve("server.log");
    String data = place.directory().resolve("data").toString();
    Process started =
        place.launch(CliProcess.like(log, List.of("server", "--data", data, "--port", port)));
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
}
