package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.holdfast.raft.storage.SimulatedDisk.Defect;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Power cuts at random points of random work on identity, log, vote and snapshots together. More
 * seeds: {@code -Dholdfast.powercut.seeds=100000}; one seed again: {@code
 * -Dholdfast.powercut.seed=N}.
 */
@Tag("G8")
@Tag("G10")
@Tag("G11")
@Tag("G18")
class PowerCutTest {
  private static final int SEEDS = Integer.getInteger("holdfast.powercut.seeds", 500);

  @TempDir Path root;

  @ParameterizedTest
  @EnumSource(Fsync.class)
  void shouldKeepEverythingAcknowledgedAndNothingByHalves(Fsync fsync) {
    Long one = Long.getLong("holdfast.powercut.seed");
    for (long seed = one == null ? 1 : one; seed <= (one == null ? SEEDS : one); seed++) {
      try {
        new PowerCutRun(root, seed, fsync, Defect.NONE).run();
      } catch (RuntimeException | AssertionError e) {
        fail(
            "seed %d, again with -Dtest=PowerCutTest -Dholdfast.powercut.seed=%d (%s)"
                .formatted(seed, seed, fsync),
            e);
      }
    }
  }

  /** G8, G10: the test above is worth something only if it notices a program that does not sync. */
  @ParameterizedTest
  @EnumSource(value = Defect.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void shouldNoticeAProgramThatLeavesOutASync(Defect defect) {
    int noticed = 0;
    for (long seed = 1; seed <= 100; seed++) {
      try {
        new PowerCutRun(root, seed, Fsync.SYNC, defect).run();
      } catch (RuntimeException | AssertionError e) {
        noticed++;
      }
    }
    assertTrue(noticed > 50, "only " + noticed + " of 100 seeds noticed " + defect);
  }

  @Test
  void shouldReachTheInterestingPlaces() {
    var reached = PowerCutRun.Reached.NOTHING;
    for (long seed = 1; seed <= 300; seed++) {
      reached = reached.and(new PowerCutRun(root, seed, Fsync.SYNC, Defect.NONE).run());
    }
    assertTrue(
        reached.cuts() > 500
            && reached.rolls() > 500
            && reached.halfBatches() > 20
            && reached.cutsInOpen() > 50,
        reached.toString());
  }
}
