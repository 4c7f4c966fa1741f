package io.holdfast.cli.bench.jnats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.cli.bench.target.BenchLock;
import io.holdfast.node.HoldfastNode;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.KeyValueConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The lock that stands for what users of NATS write must be a lock, or its figures mean nothing.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HandWrittenLocksTest {
  private static final int CALLERS = 4;
  private static final int ROUNDS = 50;

  private int unguarded;

  @Test
  void shouldExcludeEachOtherAndForgetNobody() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    try (HoldfastNode node = HoldfastNode.builder().memory().listen(0).start()) {
      Connection connection = Nats.connect(node.url().orElseThrow());
      connection.keyValueManagement().create(KeyValueConfiguration.builder().name("b").build());
      List<Callable<Boolean>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        BenchLock lock = new HandWrittenLocks(connection, "b").lock("one");
        callers.add(() -> addUnder(lock));
      }
      for (Future<Boolean> done : threads.invokeAll(callers)) {
        done.get();
      }
      connection.close();
    } finally {
      threads.shutdownNow();
    }

    assertEquals(CALLERS * ROUNDS, unguarded);
  }

  private boolean addUnder(BenchLock lock) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      lock.acquire();
      unguarded++;
      lock.release();
    }
    return true;
  }
}
