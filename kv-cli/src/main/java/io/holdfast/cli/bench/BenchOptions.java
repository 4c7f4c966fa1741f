package io.holdfast.cli.bench;

import io.holdfast.cli.DurationConverter;
import io.holdfast.cli.bench.load.LoadOptions;
import io.holdfast.cli.bench.load.Row;
import io.holdfast.cli.bench.load.Workload;
import io.holdfast.kv.InvalidArgumentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is to be measured, as the command line says it. */
final class BenchOptions {
  private static final int START_KEYS = 100_000;

  @Parameters(
      arity = "0..*",
      split = ",",
      paramLabel = "WORKLOAD",
      description =
          "What to measure: put, get, counter, create-delete, lock, contended-lock, watch, fan-out, start (default: all).")
  private List<String> workloads = List.of();

  @Option(
      names = "--callers",
      paramLabel = "N",
      description =
          "Callers, 1 to 1024; watchers in fan-out (default: put and lock with 1 and with 64, get and create-delete 64, counter 8, contended-lock 16, fan-out 100).")
  private @Nullable Integer callers;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description =
          "Connections that the callers share, 1 to 256 (default: 8; contended-lock and fan-out one each).")
  private @Nullable Integer connections;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Send at this many operations a second, of all callers together, and count latencies from the intended time (default: each caller sends when it has its answer; watch 500).")
  private long rate;

  @Option(
      names = "--warm-up",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "3s",
      description = "Unmeasured time before each row, 0s to 1m (default: ${DEFAULT-VALUE}).")
  private Duration warmUp = Duration.ZERO;

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "2s",
      description = "Length of a round, 50ms to 10m (default: ${DEFAULT-VALUE}).")
  private Duration round = Duration.ZERO;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds of each row, 1 to 100 (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--keys",
      paramLabel = "N",
      description =
          "Keys that put and get choose from, 1 to 1000000 (default: 10000; start 100000).")
  private @Nullable Integer keys;

  @Option(
      names = "--value-size",
      paramLabel = "BYTES",
      defaultValue = "128",
      description = "Bytes of each value, 0 to 65536 (default: ${DEFAULT-VALUE}).")
  private int valueBytes;

  /**
   * The plan.
   *
   * @param startable whether servers are started by this process
   * @throws InvalidArgumentException when a number is out of its range or options do not fit
   */
  BenchPlan plan(boolean startable) {
    between("--warm-up", warmUp.toMillis(), 0, 60_000);
    between("--duration", round.toMillis(), 50, 600_000);
    between("--rounds", rounds, 1, 100);
    between("--value-size", valueBytes, 0, 65_536);
    between("--rate", rate, 0, 10_000_000);
    if (callers != null) {
      between("--callers", callers, 1, 1_024);
    }
    if (connections != null) {
      between("--connections", connections, 1, 256);
    }
    if (keys != null) {
      between("--keys", keys, 1, 1_000_000);
    }
    return new BenchPlan(
        chosen(startable).stream().flatMap(one -> rows(one).stream()).toList(),
        warmUp,
        round,
        rounds,
        new LoadOptions(keys == null ? 10_000 : keys, valueBytes, rate),
        keys == null ? START_KEYS : keys);
  }

  private List<Workload> chosen(boolean startable) {
    List<Workload> chosen = new ArrayList<>();
    try {
      workloads.forEach(word -> chosen.add(Workload.named(word)));
    } catch (IllegalArgumentException e) {
      throw new InvalidArgumentException(String.valueOf(e.getMessage()));
    }
    if (chosen.contains(Workload.START) && !startable) {
      throw new InvalidArgumentException(
          "workload 'start' needs a server that the bench starts itself: leave out --url");
    }
    if (chosen.isEmpty()) {
      chosen.addAll(List.of(Workload.values()));
      chosen.removeIf(one -> (one == Workload.START && !startable) || (rate > 0 && !one.paced()));
    }
    chosen.stream()
        .filter(one -> rate > 0 && !one.paced())
        .findFirst()
        .ifPresent(
            one -> {
              throw new InvalidArgumentException(
                  "workload '" + one.word() + "' has no rate: leave out --rate");
            });
    return chosen;
  }

  /** Without a number of callers, some workloads have a row for one and a row for many. */
  private List<Row> rows(Workload workload) {
    List<Integer> numbers =
        callers != null
            ? List.of(callers)
            : switch (workload) {
              case PUT, LOCK -> List.of(1, workload.callers());
              default -> List.of(workload.callers());
            };
    return numbers.stream()
        .map(number -> new Row(workload, number, connections(workload, number)))
        .toList();
  }

  private int connections(Workload workload, int callers) {
    return workload == Workload.FAN_OUT
        ? callers
        : Math.min(callers, connections == null ? workload.connections() : connections);
  }

  private static void between(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw new InvalidArgumentException(
          option + " must be " + least + " to " + most + ", got " + value);
    }
  }
}
