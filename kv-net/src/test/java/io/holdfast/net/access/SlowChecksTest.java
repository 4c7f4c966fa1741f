package io.holdfast.net.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("G39")
@Timeout(60)
class SlowChecksTest {
  private static InetAddress address(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
  }

  /** Every thread of the pool waits for {@code gate}. */
  private static void occupy(SlowChecks checks, CountDownLatch gate) throws Exception {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    var busy = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      checks.offer(
          address(100 + i),
          () -> {
            busy.countDown();
            awaitQuietly(gate);
          });
    }
    assertTrue(busy.await(20, TimeUnit.SECONDS));
  }

  private static void awaitQuietly(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldTakeAddressesInTurn() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    var gate = new CountDownLatch(1);
    try (var checks = new SlowChecks()) {
      occupy(checks, gate);
      for (int i = 0; i < 20; i++) {
        checks.offer(address(1), () -> order.add("flood"));
      }
      checks.offer(address(2), () -> order.add("good"));
      var last = new CompletableFuture<Void>();
      checks.offer(address(1), () -> last.complete(null));
      gate.countDown();
      last.orTimeout(20, TimeUnit.SECONDS).join();

      assertTrue(order.indexOf("good") <= 3, order.toString());
      assertEquals(21, order.size());
    }
  }

  @Test
  void shouldRefuseWhatOneAddressHasTooManyOf() throws Exception {
    var gate = new CountDownLatch(1);
    try (var checks = new SlowChecks()) {
      occupy(checks, gate);
      for (int i = 0; i < SlowChecks.MOST_OF_ONE; i++) {
        assertTrue(checks.offer(address(1), () -> {}));
      }

      assertFalse(checks.offer(address(1), () -> {}));
      assertTrue(checks.offer(address(2), () -> {}));
      gate.countDown();
    }
  }
}
