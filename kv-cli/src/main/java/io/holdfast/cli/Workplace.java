package io.holdfast.cli;

import io.holdfast.kv.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A temporary directory and the processes started in it. All of it goes at {@link #close}, and on
 * Ctrl-C too; of the directory that can be undone by {@link #keep}. Guarded by its own monitor.
 */
public final class Workplace implements AutoCloseable {
  private static final long ORDERLY_END_SECONDS = 10;
  private static final int MOST_REMOVALS = 5;

  private final Path directory;
  private final Deque<Process> processes = new ArrayDeque<>();
  private final Thread atShutdown = new Thread(this::end, "holdfast-workplace-shutdown");
  private int folders;
  private boolean closed;
  private boolean kept;

  private Workplace(Path directory) {
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(atShutdown);
  }

  /** A new one below {@code parent}; {@code name} is what its own begins with. */
  public static Workplace in(Path parent, String name) throws IOException {
    return new Workplace(Files.createTempDirectory(parent, name));
  }

  /** Where it is. */
  public Path directory() {
    return directory;
  }

  /** A new, empty folder. */
  public synchronized Path folder(String name) {
    try {
      return Files.createDirectory(directory.resolve(name + "-" + ++folders));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder in " + directory, e);
    }
  }

  /** Starts a process that ends with this workplace at the latest. */
  public synchronized Process launch(ProcessBuilder command) throws IOException {
    if (closed) {
      throw new UnavailableException("no process is started any more: this one is ending");
    }
    Process process = command.start();
    processes.push(process);
    return process;
  }

  /** Ends {@code process}: asks, waits, and kills it when that does not help. */
  public void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(ORDERLY_END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    forget(process);
  }

  /** SIGKILL, waited for. */
  public void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
    forget(process);
  }

  private synchronized void forget(Process process) {
    processes.remove(process);
  }

  /**
   * Leaves the directory where it is. False when it is going already, since this process was told
   * to end.
   */
  public synchronized boolean keep() {
    kept = !closed;
    return kept;
  }

  private synchronized List<Process> closeAndList() {
    closed = true;
    return new ArrayList<>(processes);
  }

  private void end() {
    List<Process> left = closeAndList();
    left.forEach(Process::destroy);
    left.forEach(this::end);
    remove();
  }

  /**
   * One thread at a time: on Ctrl-C the hook and whoever closes meet here. What somebody still
   * writes meanwhile goes with the next try.
   */
  private synchronized void remove() {
    if (kept) {
      return;
    }
    IOException failure = null;
    for (int attempt = 0; attempt < MOST_REMOVALS; attempt++) {
      try {
        delete(directory);
        return;
      } catch (IOException e) {
        failure = e;
      }
    }
    System.err.println("holdfast: cannot remove " + directory + ": " + failure);
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(atShutdown);
    } catch (IllegalStateException shuttingDown) {
      // The hook does the same at this moment.
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause(); // Something went while it was being listed.
    }
  }
}
