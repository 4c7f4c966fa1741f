package io.holdfast.cli.lock;

import io.holdfast.kv.FencingToken;
import io.holdfast.kv.InvalidArgumentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The command that runs under a lock, with every process that came of it. Thread-safe: the
 * operating system holds the state.
 *
 * <p>A process whose parent has died is no descendant of anybody here any more. It still carries
 * the fencing token in its environment, and by that it is found where the system shows environments
 * ({@code /proc}).
 */
final class ChildProcess {
  private static final Path PROCESSES = Path.of("/proc");
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Looks after the kill; each finds only what was forked since the look before. */
  private static final int MOST_LOOKS = 100;

  private final Process process;
  private final String mark;

  private ChildProcess(Process process, String mark) {
    this.process = process;
    this.mark = mark;
  }

  /** Starts {@code command} on this process's own input and output. */
  static ChildProcess start(List<String> command, String lock, FencingToken token) {
    var builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("HOLDFAST_LOCK", lock);
    builder.environment().put("HOLDFAST_FENCING_TOKEN", token.toString());
    try {
      return new ChildProcess(builder.start(), "HOLDFAST_FENCING_TOKEN=" + token);
    } catch (IOException e) {
      throw new InvalidArgumentException("cannot run '" + command.get(0) + "': " + reason(e), e);
    }
  }

  /** What the system said, without the Java sentence and the error's number around it. */
  private static String reason(IOException failure) {
    return String.valueOf(failure.getMessage()).replaceFirst("^.*error=\\d+, ", "");
  }

  /** Its exit status; 128+n when signal n ended it. */
  int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /**
   * Asks it and everything that came of it to end, kills what is left after {@code grace}, and
   * returns once nobody is left. Idempotent.
   */
  void end(Duration grace) {
    long deadline = System.nanoTime() + grace.toNanos();
    Set<ProcessHandle> asked = new LinkedHashSet<>();
    for (Set<ProcessHandle> left = family(); !left.isEmpty(); left = family()) {
      left.stream().filter(asked::add).forEach(ProcessHandle::destroy);
      if (System.nanoTime() - deadline >= 0 || !pause()) {
        kill();
        return;
      }
    }
  }

  private void kill() {
    for (int look = 0; look < MOST_LOOKS; look++) {
      Set<ProcessHandle> left = family();
      if (left.isEmpty()) {
        return;
      }
      left.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** False when interrupted: whoever interrupts wants it to end now. */
  private boolean pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Set<ProcessHandle> family() {
    Set<ProcessHandle> alive = new LinkedHashSet<>();
    if (process.isAlive()) {
      alive.add(process.toHandle());
    }
    process.descendants().filter(ProcessHandle::isAlive).forEach(alive::add);
    marked(alive);
    return alive;
  }

  private void marked(Set<ProcessHandle> found) {
    try (var folders = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path folder : folders) {
        if (carriesMark(folder)) {
          ProcessHandle.of(Long.parseLong(folder.getFileName().toString()))
              .filter(ProcessHandle::isAlive)
              .ifPresent(found::add);
        }
      }
    } catch (IOException noSuchFolder) {
      // A system without /proc: descendants are all that can be found.
    }
  }

  private boolean carriesMark(Path folder) {
    byte[] environment;
    try {
      environment = Files.readAllBytes(folder.resolve("environ"));
    } catch (IOException goneOrForeign) {
      return false;
    }
    // Latin-1 keeps one character for each byte, so the search is exact.
    return new String(environment, StandardCharsets.ISO_8859_1).contains(mark);
  }
}
