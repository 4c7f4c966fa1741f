package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.holdfast.raft.storage.SimulatedDisk.Call;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The n-th sync, write or change of a name fails, for n from 1 to 200, in work on log, vote and
 * snapshots together: appends, segment rolls, truncations, snapshots, votes. More schedules: {@code
 * -Dholdfast.fault.seeds=50}.
 */
@Tag("G16")
class StorageFaultTest {
  private static final int CALLS = 200;
  private static final int SEEDS = Integer.getInteger("holdfast.fault.seeds", 3);

  @TempDir Path root;

  @ParameterizedTest
  @EnumSource(Call.class)
  void shouldEndThePartWhoseCallFailedAndLoseNothingAcknowledged(Call kind) {
    int met = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      for (int n = 1; n <= CALLS; n++) {
        try {
          met += new StorageFaultRun(root, seed).run(kind, n) ? 1 : 0;
        } catch (RuntimeException | AssertionError e) {
          fail("seed %d, %s number %d".formatted(seed, kind, n), e);
        }
      }
    }
    assertTrue(met > SEEDS * CALLS * 9 / 10, "only " + met + " faults were met");
  }
}
