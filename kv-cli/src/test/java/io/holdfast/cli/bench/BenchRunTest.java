package io.holdfast.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.Workplace;
import io.holdfast.cli.bench.load.Figure;
import io.holdfast.cli.bench.load.LoadOptions;
import io.holdfast.cli.bench.load.Row;
import io.holdfast.cli.bench.load.Workload;
import io.holdfast.cli.bench.machine.DiskFloor;
import io.holdfast.cli.bench.report.Measured;
import io.holdfast.cli.bench.report.Report;
import io.holdfast.cli.bench.report.RowReport;
import io.holdfast.cli.bench.report.Setting;
import io.holdfast.cli.bench.target.BenchClient;
import io.holdfast.cli.bench.target.BenchLock;
import io.holdfast.cli.bench.target.BenchTarget;
import io.holdfast.cli.bench.target.Durability;
import io.holdfast.cli.bench.target.ServerKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one server's failure does to the figures of the others: nothing. */
@Timeout(60)
class BenchRunTest {
  private static final Kind SOUND = new Kind("sound", true);
  private static final Kind BROKEN = new Kind("broken", false);

  @TempDir Path directory;

  @Test
  void shouldKeepTheFiguresOfTheOthersWhenOneServerDoesNotStart() throws Exception {
    RowReport row = measured(Workload.PUT, SOUND, BROKEN, new Kind("another", true));

    assertEquals(List.of("sound", "broken", "another"), names(row));
    assertTrue(row.servers().get(0).figure(Figure.RATE).orElseThrow().median() > 0);
    assertTrue(row.servers().get(2).figure(Figure.RATE).orElseThrow().median() > 0);
    Measured broken = row.servers().get(1);
    assertEquals(Optional.empty(), broken.figure(Figure.RATE));
    assertEquals(1, broken.errors());
    assertEquals(Optional.of("no port is free"), broken.firstError());
  }

  @Test
  void shouldKeepTheOthersStartsToo() throws Exception {
    RowReport row = measured(Workload.START, SOUND, BROKEN);

    assertEquals(1, row.servers().get(1).errors());
    assertEquals(Optional.of("no port is free"), row.servers().get(1).firstError());
  }

  @Test
  void shouldLeaveNoGapInARowWhereAServerDoesNotWatch() throws Exception {
    RowReport row = measured(Workload.WATCH, SOUND, new Kind("another", true));

    assertEquals(List.of("sound", "another"), names(row), "every column has its cell");
    assertEquals(0, row.servers().get(0).errors());
    assertEquals(Optional.empty(), row.servers().get(0).figure(Figure.RATE));
  }

  @Test
  void shouldFailAsAWholeWhenTheOnlyServerDoesNotStart() {
    var failure = assertThrows(IOException.class, () -> measured(Workload.PUT, BROKEN));

    assertEquals("no port is free", failure.getMessage());
  }

  private RowReport measured(Workload workload, Kind... kinds) throws Exception {
    var rows = new ArrayList<RowReport>();
    try (var place = Workplace.in(directory, "bench");
        var disk = new DiskFloor(place.directory())) {
      var contenders = new ArrayList<Contender>();
      for (Kind kind : kinds) {
        contenders.add(Contender.of(kind, place));
      }
      var plan =
          new BenchPlan(
              List.of(new Row(workload, 1, 1)),
              Duration.ZERO,
              Duration.ofMillis(20),
              1,
              new LoadOptions(10, 8, 0),
              10);
      var progress = new Progress(new PrintWriter(Writer.nullWriter()));
      new BenchRun(plan, place, contenders, disk, progress).report(into(rows));
    }
    assertEquals(1, rows.size());
    return rows.get(0);
  }

  private static Report into(List<RowReport> rows) {
    return new Report() {
      @Override
      public void begin(Setting setting) {}

      @Override
      public void row(RowReport row) {
        rows.add(row);
      }

      @Override
      public void end() {}
    };
  }

  private static List<String> names(RowReport row) {
    return row.servers().stream().map(Measured::server).toList();
  }

  private record Kind(String name, boolean starts) implements ServerKind {
    @Override
    public Durability durability() {
      return Durability.UNKNOWN;
    }

    @Override
    public Optional<String> missing() {
      return Optional.empty();
    }

    @Override
    public BenchTarget start(Workplace place, Path data) throws IOException {
      if (!starts) {
        throw new IOException("no port is free");
      }
      return new Target(name);
    }
  }

  private record Target(String name) implements BenchTarget {
    @Override
    public Durability durability() {
      return Durability.UNKNOWN;
    }

    @Override
    public OptionalLong pid() {
      return OptionalLong.of(ProcessHandle.current().pid());
    }

    @Override
    public boolean watches() {
      return false;
    }

    @Override
    public BenchClient connect() {
      return new Client();
    }

    @Override
    public void kill() {}

    @Override
    public void close() {}
  }

  private static final class Client implements BenchClient {
    @Override
    public void put(String key, byte[] value) {}

    @Override
    public void get(String key) {}

    @Override
    public boolean increment(String key) {
      return true;
    }

    @Override
    public void create(String key, byte[] value) {}

    @Override
    public void delete(String key) {}

    @Override
    public BenchLock lock(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AutoCloseable watch(Consumer<String> listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
