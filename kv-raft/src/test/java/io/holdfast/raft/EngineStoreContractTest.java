package io.holdfast.raft;

import io.holdfast.kv.KeyValueStore;
import io.holdfast.raft.engine.EngineGroup;
import io.holdfast.testkit.KeyValueStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a store whose group the engine runs. */
class EngineStoreContractTest extends KeyValueStoreContract {
  private final Path folder;

  EngineStoreContractTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Override
  protected KeyValueStore openStore() {
    return DurableStore.open(DurableStoreOptions.at(folder).build(), EngineGroup::open);
  }
}
