package io.holdfast.cli.bench.load;

import io.holdfast.cli.bench.target.BenchClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Many watchers and puts as fast as the watchers can follow: the callers pause while the watchers
 * are more than {@value #WINDOW} puts behind, so that the rate of events is one that lasts. The
 * latency is that of the puts.
 */
final class FanOutLoad implements Load {
  private static final int PUTTERS = 8;
  private static final int KEYS = 1_000;
  private static final int WINDOW = 256;
  private static final long PAUSE_NANOS = 50_000;

  private final Callers threads = new Callers(PUTTERS);
  private final BenchClient putter;
  private final byte[] value;
  private final int watchers;
  private final LongAdder events = new LongAdder();
  private final AtomicLong puts = new AtomicLong();
  private final List<AutoCloseable> watches = new ArrayList<>();
  private final AutoCloseable clients;

  FanOutLoad(List<BenchClient> watchers, BenchClient putter, byte[] value, AutoCloseable clients)
      throws Exception {
    this.putter = putter;
    this.value = value;
    this.watchers = watchers.size();
    this.clients = clients;
    for (int i = 0; i < KEYS; i++) {
      putter.put(key(i), value);
    }
    for (BenchClient watcher : watchers) {
      watches.add(watcher.watch(key -> events.increment()));
    }
  }

  @Override
  public RoundResult round(Duration length) throws InterruptedException {
    // What was lost in an earlier round must not hold this one up.
    puts.set(events.sum() / watchers);
    long before = events.sum();
    long start = System.nanoTime();
    long end = start + length.toNanos();
    List<Callable<Tally>> tasks = new ArrayList<>();
    for (int i = 0; i < PUTTERS; i++) {
      tasks.add(() -> put(end));
    }
    var all = new Tally();
    threads.run(tasks, length).forEach(all::add);
    double seconds = (System.nanoTime() - start) / 1e9;
    double eventsPerSecond = (events.sum() - before) / seconds;
    RoundResult result = all.over(seconds).with(Figure.RATE, eventsPerSecond);
    drain();
    return result;
  }

  private Tally put(long end) throws InterruptedException {
    var tally = new Tally();
    for (long now = System.nanoTime(); now - end < 0; now = System.nanoTime()) {
      if (behind() > WINDOW) {
        LockSupport.parkNanos(PAUSE_NANOS);
        continue;
      }
      try {
        putter.put(key(puts.incrementAndGet() % KEYS), value);
        tally.succeeded(System.nanoTime() - now, 0);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        tally.failed(e);
      }
    }
    return tally;
  }

  private static String key(long number) {
    return "fan-out." + number;
  }

  private long behind() {
    return puts.get() - events.sum() / watchers;
  }

  /** So that the next target's round does not run beside the rest of this one's events. */
  private void drain() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    while (behind() > 0 && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  @Override
  public void close() {
    threads.close();
    watches.forEach(Closing::quietly);
    Closing.quietly(clients);
  }
}
