package io.holdfast.raft;

import io.holdfast.kv.KeyValueStore;
import io.holdfast.testkit.KeyValueStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DurableStoreContractTest extends KeyValueStoreContract {
  private final Path folder;

  DurableStoreContractTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Override
  protected KeyValueStore openStore() {
    return DurableStore.open(DurableStoreOptions.at(folder).build());
  }
}
