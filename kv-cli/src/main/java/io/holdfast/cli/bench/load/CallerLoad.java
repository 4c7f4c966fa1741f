package io.holdfast.cli.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Callers that each do one operation after the other, in a closed loop or at a given rate. */
final class CallerLoad implements Load {
  /** A server that refuses at once must not be met by a storm. */
  private static final long PAUSE_AFTER_ERROR_NANOS = 1_000_000;

  private final Callers threads;
  private final List<Operation> operations;
  private final long perSecond;
  private final AutoCloseable clients;

  /**
   * @param perSecond of all callers together; 0 for a closed loop
   * @param clients to close at the end
   */
  CallerLoad(List<Operation> operations, long perSecond, AutoCloseable clients) {
    this.threads = new Callers(operations.size());
    this.operations = List.copyOf(operations);
    this.perSecond = perSecond;
    this.clients = clients;
  }

  @Override
  public RoundResult round(Duration length) throws InterruptedException {
    long start = System.nanoTime();
    long end = start + length.toNanos();
    Pace pace = perSecond == 0 ? Pace.closed() : Pace.open(start, perSecond);
    var all = new Tally();
    threads
        .run(
            operations.stream()
                .map(operation -> (Callable<Tally>) () -> drive(operation, pace, end))
                .toList(),
            length)
        .forEach(all::add);
    RoundResult result = all.over((System.nanoTime() - start) / 1e9);
    return result.with(Figure.RETRIES, (double) all.refused() / Math.max(1, all.done()));
  }

  private static Tally drive(Operation operation, Pace pace, long end) {
    var tally = new Tally();
    for (long began = pace.awaitTurn(); began - end < 0; began = pace.awaitTurn()) {
      try {
        int refused = operation.run();
        tally.succeeded(System.nanoTime() - began, refused);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      } catch (Exception e) {
        tally.failed(e);
        LockSupport.parkNanos(PAUSE_AFTER_ERROR_NANOS);
      }
    }
    return tally;
  }

  @Override
  public void close() {
    threads.close();
    Closing.quietly(clients);
  }
}
