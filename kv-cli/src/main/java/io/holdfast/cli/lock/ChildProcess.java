package io.holdfast.cli.lock;

import io.holdfast.kv.FencingToken;
import io.holdfast.kv.InvalidArgumentException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The command that runs under a lock, with the processes it started. Thread-safe: the operating
 * system holds the state.
 */
final class ChildProcess {
  private final Process process;

  private ChildProcess(Process process) {
    this.process = process;
  }

  /** Starts {@code command} on this process's own input and output. */
  static ChildProcess start(List<String> command, String lock, FencingToken token) {
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("HOLDFAST_LOCK", lock);
    builder.environment().put("HOLDFAST_FENCING_TOKEN", token.toString());
    try {
      return new ChildProcess(builder.start());
    } catch (IOException e) {
      throw new InvalidArgumentException(
          "cannot run '" + command.get(0) + "': " + e.getMessage(), e);
    }
  }

  /** Its exit status; 128+n when signal n ended it. */
  int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /** Asks it and everything it started to end, and kills what is left after {@code grace}. */
  void end(Duration grace) {
    List<ProcessHandle> family = family();
    family.forEach(ProcessHandle::destroy);
    awaitEnd(grace);
    // What was forked meanwhile, too: a family has died out once a look finds nobody alive.
    Stream.concat(family.stream(), family().stream())
        .filter(ProcessHandle::isAlive)
        .forEach(ProcessHandle::destroyForcibly);
  }

  private List<ProcessHandle> family() {
    return Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
  }

  private void awaitEnd(Duration grace) {
    try {
      process.waitFor(grace.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Whoever interrupts wants it to end now: kill without further grace.
      Thread.currentThread().interrupt();
    }
  }
}
