package io.holdfast.cli.bench.load;

import io.holdfast.cli.bench.target.BenchClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * One watcher, and puts at a fixed rate by a few callers, so that a slow put delays no other. The
 * latency is from the call of a put to the event at the watcher; both are in this process.
 */
final class WatchLoad implements Load {
  private static final int PUTTERS = 4;
  private static final int KEYS = 1_024;
  private static final long LONGEST_LAG_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Callers threads = new Callers(PUTTERS);
  private final BenchClient putter;
  private final byte[] value;
  private final long perSecond;
  private final AtomicInteger number = new AtomicInteger();
  private final ConcurrentHashMap<String, Long> sent = new ConcurrentHashMap<>();
  private final AutoCloseable watch;
  private final AutoCloseable clients;
  private volatile Histogram seen = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);

  WatchLoad(
      BenchClient watcher, BenchClient putter, byte[] value, long perSecond, AutoCloseable clients)
      throws Exception {
    this.putter = putter;
    this.value = value;
    this.perSecond = perSecond;
    this.clients = clients;
    // So that every measured put finds its key there, on servers that tell the two apart.
    for (int i = 0; i < KEYS; i++) {
      putter.put(key(i), value);
    }
    this.watch = watcher.watch(this::event);
  }

  private static String key(int number) {
    return "watched." + number;
  }

  private void event(String key) {
    long now = System.nanoTime();
    Long since = sent.remove(key);
    if (since != null) {
      Latencies.record(seen, now - since);
    }
  }

  @Override
  public RoundResult round(Duration length) throws InterruptedException {
    Histogram fresh = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
    seen = fresh;
    long start = System.nanoTime();
    long end = start + length.toNanos();
    Pace pace = Pace.open(start, perSecond);
    List<Callable<Tally>> tasks = new ArrayList<>();
    for (int i = 0; i < PUTTERS; i++) {
      tasks.add(() -> put(pace, end));
    }
    var puts = new Tally();
    threads.run(tasks, length).forEach(puts::add);
    double seconds = (System.nanoTime() - start) / 1e9;
    long lost = awaitEvents(puts.done(), fresh);
    Optional<String> error =
        lost == 0
            ? puts.over(seconds).firstError()
            : Optional.of(lost + " events did not come within 5 s");
    return RoundResult.of(fresh.getTotalCount() / seconds, fresh, puts.errors() + lost, error);
  }

  private Tally put(Pace pace, long end) throws InterruptedException {
    var tally = new Tally();
    while (pace.awaitTurn() - end < 0) {
      String key = key(number.getAndIncrement() % KEYS);
      long began = System.nanoTime();
      sent.put(key, began);
      try {
        putter.put(key, value);
        tally.succeeded(System.nanoTime() - began, 0);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        sent.remove(key);
        tally.failed(e);
      }
    }
    return tally;
  }

  private static long awaitEvents(long expected, Histogram seen) {
    long deadline = System.nanoTime() + LONGEST_LAG_NANOS;
    while (seen.getTotalCount() < expected && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return Math.max(0, expected - seen.getTotalCount());
  }

  @Override
  public void close() {
    threads.close();
    Closing.quietly(watch);
    Closing.quietly(clients);
  }
}
