package io.holdfast.locks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.holdfast.testkit.simulation.SimulatedWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many seeded schedules: {@code -Dholdfast.schedules=N} for more of them, {@code -Dholdfast.seed=S}
 * for a single one. Each is confined to one thread; several run beside each other.
 */
@Tag("G27")
@Tag("G28")
@Tag("G29")
@Tag("G30")
class MutexSimulationTest {
  private static final int SCHEDULES = 10_000;

  @Test
  void shouldKeepItsGuaranteesInEverySchedule() throws IOException {
    Long single = Long.getLong("holdfast.seed");
    long first = single == null ? 1 : single;
    long last = single == null ? Integer.getInteger("holdfast.schedules", SCHEDULES) : single;

    var totals =
        LongStream.rangeClosed(first, last)
            .parallel()
            .mapToObj(seed -> Totals.of(seed, MutexSimulation.run(seed)))
            .reduce(Totals.NONE, Totals::plus);

    if (totals.failingSeed() != Long.MAX_VALUE) {
      fail(explain(totals.failingSeed()));
    }
    if (single == null) {
      totals.assertWorthwhile(last);
    }
  }

  /**
   * Schedules that once found a defect, beyond those of a normal build: a lease revived by its late
   * creation, and a late ticket of an ended attempt that was granted the lock for good.
   */
  @ParameterizedTest
  @ValueSource(longs = {11_485, 146_258})
  void shouldKeepItsGuaranteesWhereTheyOnceFailed(long seed) throws IOException {
    if (!MutexSimulation.run(seed).violations().isEmpty()) {
      fail(explain(seed));
    }
  }

  @Test
  void shouldRepeatAScheduleExactly() {
    for (long seed = 1; seed <= 20; seed++) {
      assertEquals(trace(seed), trace(seed), "trace of seed " + seed);
    }
  }

  private static String trace(long seed) {
    return String.join("\n", replay(seed).trace());
  }

  private static MutexSimulation.Report replay(long seed) {
    return MutexSimulation.run(SimulatedWorld.recording(seed), Sabotage.NONE);
  }

  private static String explain(long seed) throws IOException {
    var report = replay(seed);
    var file = Path.of("target", "simulation", "mutex-seed-" + seed + ".trace");
    Files.createDirectories(file.getParent());
    Files.write(file, report.trace());
    return String.join("\n", report.violations())
        + "\ntrace: "
        + file.toAbsolutePath()
        + "\nreplay: mvn -q -Pfast -pl kv-locks -am test -Dtest=MutexSimulationTest"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dholdfast.seed="
        + seed;
  }

  /** Sums over schedules: a run in which nothing happens proves nothing. */
  private record Totals(
      long failingSeed, long grants, long losses, long updates, long updatesLostUnfenced) {
    static final Totals NONE = new Totals(Long.MAX_VALUE, 0, 0, 0, 0);

    static Totals of(long seed, MutexSimulation.Report report) {
      return new Totals(
          report.violations().isEmpty() ? Long.MAX_VALUE : seed,
          report.grants(),
          report.losses(),
          report.updates(),
          report.updatesLostUnfenced());
    }

    Totals plus(Totals other) {
      return new Totals(
          Math.min(failingSeed, other.failingSeed),
          grants + other.grants,
          losses + other.losses,
          updates + other.updates,
          updatesLostUnfenced + other.updatesLostUnfenced);
    }

    void assertWorthwhile(long schedules) {
      var sums = schedules + " schedules: " + this;
      assertTrue(grants > 10 * schedules, sums);
      assertTrue(losses > schedules / 2, sums);
      assertTrue(updatesLostUnfenced > schedules / 100, sums);
    }
  }
}
