package io.holdfast.net.remote;

import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.testkit.KeyValueStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** The contract of every store, held over the network against a server in this process. */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class RemoteStoreContractTest extends KeyValueStoreContract {
  private ServedStore served;

  @BeforeAll
  void serve() {
    served = new ServedStore();
  }

  @AfterAll
  void stop() {
    served.close();
  }

  @Override
  protected KeyValueStore openStore() {
    try {
      return served.connect();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting", e);
    }
  }

  @Override
  public LocalStore local() {
    return served.local();
  }
}
