package io.holdfast.cli.bench.load;

import io.holdfast.cli.bench.target.BenchClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes many keys as fast as it goes: the callers share one counter, which hands out the keys. */
public final class KeyFill {
  private static final int CALLERS = 64;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private KeyFill() {}

  /** Writes keys 0 to {@code keys} − 1. */
  public static void write(List<BenchClient> clients, int keys, byte[] value)
      throws InterruptedException {
    var next = new AtomicInteger();
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      BenchClient client = clients.get(caller % clients.size());
      tasks.add(
          () -> {
            for (int i = next.getAndIncrement(); i < keys; i = next.getAndIncrement()) {
              client.put(Loads.key(i), value);
            }
            return true;
          });
    }
    try (var callers = new Callers(CALLERS)) {
      callers.run(tasks, LONGEST);
    }
  }

  /** The last key that {@link #write} wrote. */
  public static String lastKey(int keys) {
    return Loads.key(keys - 1);
  }
}
