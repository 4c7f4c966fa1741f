package io.holdfast.testkit;

import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.store.InMemoryStore;

class InMemoryStoreTest extends KeyValueStoreContract {
  @Override
  protected KeyValueStore openStore() {
    return InMemoryStore.open();
  }
}
