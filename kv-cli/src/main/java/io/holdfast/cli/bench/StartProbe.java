package io.holdfast.cli.bench;

import io.holdfast.cli.Workplace;
import io.holdfast.cli.bench.load.Figure;
import io.holdfast.cli.bench.load.KeyFill;
import io.holdfast.cli.bench.load.Loads;
import io.holdfast.cli.bench.load.RoundResult;
import io.holdfast.cli.bench.machine.ProcessUsage;
import io.holdfast.cli.bench.target.BenchClient;
import io.holdfast.cli.bench.target.BenchTarget;
import io.holdfast.cli.bench.target.ServerKind;
import io.holdfast.kv.UnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts a fresh server and measures how soon it takes a write, what it occupies idle and loaded,
 * and how soon it answers again after kill -9.
 *
 * @param keys to load before the kill
 * @param valueBytes of each
 * @param idle time between the first write and the look at its memory
 */
record StartProbe(Workplace place, int keys, int valueBytes, Duration idle) {
  private static final int CONNECTIONS = 8;
  private static final Duration LONGEST_START = Duration.ofSeconds(30);

  RoundResult measure(ServerKind kind) throws Exception {
    byte[] value = Loads.value(valueBytes);
    Path data = place.folder(kind.name());
    long started = System.nanoTime();
    BenchTarget first = kind.start(place, data);
    try {
      double start = untilDone(first, client -> client.put(KeyFill.lastKey(keys), value), started);
      Thread.sleep(idle.toMillis());
      double idleMemory = memory(first);
      load(first, value);
      double loadedMemory = memory(first);
      first.kill();
      return new RoundResult(
          Map.of(
              Figure.START, start,
              Figure.IDLE_MEMORY, idleMemory,
              Figure.LOADED_MEMORY, loadedMemory,
              Figure.RECOVERY, recovery(kind, data),
              Figure.ERRORS, 0.0),
          Optional.empty());
    } finally {
      first.close();
    }
  }

  private double recovery(ServerKind kind, Path data) throws Exception {
    long started = System.nanoTime();
    try (BenchTarget again = kind.start(place, data)) {
      return untilDone(again, client -> client.get(KeyFill.lastKey(keys)), started);
    }
  }

  private void load(BenchTarget target, byte[] value) throws Exception {
    List<BenchClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(target.connect());
      }
      KeyFill.write(clients, keys, value);
    } finally {
      for (BenchClient client : clients) {
        client.close();
      }
    }
  }

  private static double memory(BenchTarget target) {
    return new ProcessUsage(target.pid().orElseThrow()).residentMiB().orElse(Double.NaN);
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  private interface FirstCall {
    void on(BenchClient client) throws Exception;
  }

  /** Milliseconds from {@code started} to the first call that succeeds. */
  private static double untilDone(BenchTarget target, FirstCall call, long started)
      throws Exception {
    while (true) {
      try (BenchClient client = target.connect()) {
        call.on(client);
        return (System.nanoTime() - started) / 1e6;
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception notYet) {
        if (target.pid().isPresent() && !alive(target.pid().getAsLong())) {
          throw new UnavailableException(
              target.name() + " ended while it started: " + target.lastWords(), notYet);
        }
        if (System.nanoTime() - started > LONGEST_START.toNanos()) {
          throw new UnavailableException(
              target.name()
                  + " did not answer within 30 s of its start: "
                  + notYet.getMessage()
                  + "; it said last: "
                  + target.lastWords(),
              notYet);
        }
        Thread.sleep(2);
      }
    }
  }
}
