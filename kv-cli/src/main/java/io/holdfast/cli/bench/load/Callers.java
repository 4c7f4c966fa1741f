package io.holdfast.cli.bench.load;

import io.holdfast.kv.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One thread for each caller, kept from round to round. Used by one thread. */
final class Callers implements AutoCloseable {
  /** More than any client's own time-out: an operation that began is waited for. */
  private static final Duration GRACE = Duration.ofSeconds(45);

  private final ExecutorService threads;

  Callers(int count) {
    threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              var thread = new Thread(task, "bench-caller");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Runs all {@code tasks} at once, each about {@code length} long, and returns their results. */
  <T> List<T> run(List<Callable<T>> tasks, Duration length) throws InterruptedException {
    List<T> results = new ArrayList<>();
    for (Future<T> done :
        threads.invokeAll(tasks, length.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
      try {
        results.add(done.get());
      } catch (CancellationException e) {
        throw new UnavailableException(
            "a caller had no answer "
                + GRACE.toSeconds()
                + " s after the end of its round; look at the server",
            e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("a caller failed: " + e.getCause(), e.getCause());
      }
    }
    return results;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
