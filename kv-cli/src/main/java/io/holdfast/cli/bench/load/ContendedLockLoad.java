package io.holdfast.cli.bench.load;

import io.holdfast.cli.bench.target.BenchLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Callers that all want one lock: each acquires and releases at once, again and again. Checks that
 * no two hold it at the same time. The latency is the wait for a grant.
 */
final class ContendedLockLoad implements Load {
  private final Callers threads;
  private final List<BenchLock> locks;
  private final AutoCloseable clients;

  ContendedLockLoad(List<BenchLock> locks, AutoCloseable clients) {
    this.threads = new Callers(locks.size());
    this.locks = List.copyOf(locks);
    this.clients = clients;
  }

  @Override
  public RoundResult round(Duration length) throws InterruptedException {
    var holders = new Holders();
    long start = System.nanoTime();
    long end = start + length.toNanos();
    List<Callable<Tally>> tasks = new ArrayList<>();
    for (int caller = 0; caller < locks.size(); caller++) {
      int number = caller;
      tasks.add(() -> contend(number, holders, end));
    }
    List<Tally> tallies = threads.run(tasks, length);
    double seconds = length.toNanos() / 1e9;
    var all = new Tally();
    tallies.forEach(all::add);
    return all.over(seconds)
        .with(Figure.RATE, holders.handOffs() / seconds)
        .with(Figure.FAIRNESS, Fairness.of(tallies.stream().mapToLong(Tally::done).toArray()))
        .with(Figure.TWO_HOLDERS, holders.twoAtOnce());
  }

  /** Grants after the end are given back and not counted. */
  private Tally contend(int caller, Holders holders, long end) throws InterruptedException {
    BenchLock lock = locks.get(caller);
    var tally = new Tally();
    for (long began = System.nanoTime(); began - end < 0; began = System.nanoTime()) {
      try {
        lock.acquire();
        long granted = System.nanoTime();
        if (granted - end < 0) {
          holders.entered(caller);
          tally.succeeded(granted - began, 0);
          holders.leaving();
        }
        lock.release();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        tally.failed(e);
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
