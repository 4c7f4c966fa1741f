package io.holdfast.cli.bench.load;

import io.holdfast.cli.bench.target.BenchClient;
import io.holdfast.cli.bench.target.BenchLock;
import io.holdfast.cli.bench.target.BenchTarget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes workloads ready: connects, writes what has to be there, and gives each caller its part. */
public final class Loads {
  private static final long WATCHED_PUTS_PER_SECOND = 500;
  private static final int MOST_REFUSALS = 100_000;

  private Loads() {}

  /** {@code row} on {@code target}. */
  public static Load prepare(Row row, BenchTarget target, LoadOptions options) throws Exception {
    List<BenchClient> clients = new ArrayList<>();
    try {
      // A watcher counts as a connection; the puts have one of their own.
      int more = row.workload().watches() ? 1 : 0;
      for (int i = 0; i < row.connections() + more; i++) {
        clients.add(target.connect());
      }
      return load(row, clients, options);
    } catch (Exception e) {
      Closing.quietly(Closing.all(clients));
      throw e;
    }
  }

  private static Load load(Row row, List<BenchClient> clients, LoadOptions options)
      throws Exception {
    AutoCloseable closing = Closing.all(clients);
    byte[] value = value(options.valueBytes());
    BenchClient last = clients.get(clients.size() - 1);
    long perSecond = options.perSecond();
    return switch (row.workload()) {
      case WATCH ->
          new WatchLoad(
              clients.get(0),
              last,
              value,
              perSecond == 0 ? WATCHED_PUTS_PER_SECOND : perSecond,
              closing);
      case FAN_OUT -> new FanOutLoad(clients.subList(0, clients.size() - 1), last, value, closing);
      case CONTENDED_LOCK -> {
        List<BenchLock> locks = new ArrayList<>();
        for (int caller = 0; caller < row.callers(); caller++) {
          locks.add(clients.get(caller % clients.size()).lock("contended"));
        }
        yield new ContendedLockLoad(locks, closing);
      }
      case START -> throw new IllegalArgumentException("a start is not a load");
      case PUT, GET, COUNTER, CREATE_DELETE, LOCK -> {
        fill(row, clients, value, options);
        List<Operation> operations = new ArrayList<>();
        for (int caller = 0; caller < row.callers(); caller++) {
          operations.add(
              operation(row, caller, clients.get(caller % clients.size()), value, options));
        }
        yield new CallerLoad(operations, perSecond, closing);
      }
    };
  }

  private static Operation operation(
      Row row, int caller, BenchClient client, byte[] value, LoadOptions options) throws Exception {
    var random = new SplittableRandom(caller);
    return switch (row.workload()) {
      case PUT ->
          () -> {
            client.put(key(random.nextInt(options.keys())), value);
            return 0;
          };
      case GET ->
          () -> {
            client.get(key(random.nextInt(options.keys())));
            return 0;
          };
      case COUNTER ->
          () -> {
            int refused = 0;
            while (!client.increment("counter")) {
              if (++refused == MOST_REFUSALS) {
                throw new IllegalStateException(
                    "an increment was refused " + MOST_REFUSALS + " times in a row");
              }
            }
            return refused;
          };
      case CREATE_DELETE -> {
        String key = "pair." + caller;
        yield () -> {
          client.create(key, value);
          client.delete(key);
          return 0;
        };
      }
      case LOCK -> {
        BenchLock lock = client.lock("free-" + caller);
        yield () -> {
          lock.acquire();
          lock.release();
          return 0;
        };
      }
      case CONTENDED_LOCK, WATCH, FAN_OUT, START ->
          throw new IllegalArgumentException(row.workload() + " is no matter of single callers");
    };
  }

  private static void fill(Row row, List<BenchClient> clients, byte[] value, LoadOptions options)
      throws Exception {
    switch (row.workload()) {
      case PUT, GET -> KeyFill.write(clients, options.keys(), value);
      case COUNTER -> clients.get(0).put("counter", "0".getBytes(StandardCharsets.US_ASCII));
      default -> {}
    }
  }

  static String key(int number) {
    return "key." + number;
  }

  /** A value of {@code bytes} bytes, always the same. */
  public static byte[] value(int bytes) {
    var value = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(value);
    return value;
  }
}
