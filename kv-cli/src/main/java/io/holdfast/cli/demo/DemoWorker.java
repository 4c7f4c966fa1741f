package io.holdfast.cli.demo;

import io.holdfast.cli.CliProcess;
import io.holdfast.cli.Workplace;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A worker process, which ends with its workplace, and what it has said so far. Confined to the
 * demo's main thread; a reader thread per process only puts events into the queue.
 */
final class DemoWorker {
  private final String name;
  private final int rounds;
  private final BlockingQueue<DemoEvent> events;
  private @Nullable Process process;
  private boolean silent = true;
  private int counted;

  DemoWorker(String name, int rounds, BlockingQueue<DemoEvent> events) {
    this.name = name;
    this.rounds = rounds;
    this.events = events;
  }

  String name() {
    return name;
  }

  int rounds() {
    return rounds;
  }

  int counted() {
    return counted;
  }

  void count() {
    counted++;
  }

  long pid() {
    return process == null ? 0 : process.pid();
  }

  /** True the first time that it is asked after a start. */
  boolean hasJustJoined() {
    boolean first = silent;
    silent = false;
    return first;
  }

  boolean complete() {
    return counted == rounds;
  }

  /**
   * Starts a process for the rounds that are left; in its {@code hangInRound}th (from 0; -1: none)
   * it hangs.
   */
  void start(Workplace place, String url, int hangInRound) throws IOException {
    Path directory = place.directory();
    var arguments =
        new ArrayList<>(
            List.of(
                "demo-worker",
                "--url",
                url,
                "--file",
                directory.resolve("counter").toString(),
                "--rounds",
                Integer.toString(rounds - counted),
                "--name",
                name));
    if (hangInRound >= 0) {
      arguments.addAll(List.of("--hang-in-round", Integer.toString(hangInRound)));
    }
    Process started = place.launch(CliProcess.like(directory.resolve(name + ".log"), arguments));
    process = started;
    silent = true;
    var reader = new Thread(() -> listen(started), name + "-reader");
    reader.setDaemon(true);
    reader.start();
  }

  /** Ends it with SIGKILL. */
  void kill() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /** Passes on what it says, and then that it has ended. */
  void listen(Process started) {
    try (var lines = new BufferedReader(started.inputReader(StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        WorkerReport report = WorkerReport.parse(line);
        if (report != null) {
          events.add(new DemoEvent.Reported(this, report, System.nanoTime()));
        }
      }
    } catch (IOException e) {
      // A killed worker's stream may close under its reader: it says nothing more, as told below.
    } finally {
      events.add(new DemoEvent.Ended(this, started.onExit().join().exitValue()));
    }
  }
}
