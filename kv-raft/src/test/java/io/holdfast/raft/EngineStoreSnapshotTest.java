package io.holdfast.raft;

import io.holdfast.raft.engine.ConsensusGroup;
import io.holdfast.raft.engine.EngineGroup;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same promises where the engine runs the group. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EngineStoreSnapshotTest extends DurableStoreSnapshotTest {
  EngineStoreSnapshotTest(@TempDir Path folder) {
    super(folder);
  }

  @Override
  ConsensusGroup.Opener opener() {
    return EngineGroup::open;
  }
}
