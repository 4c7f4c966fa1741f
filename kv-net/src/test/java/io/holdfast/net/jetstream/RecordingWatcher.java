package io.holdfast.net.jetstream;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatcher;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a watch delivers, for a test to take in order. */
final class RecordingWatcher implements KeyValueWatcher {
  /** Longer than a client needs to notice a lost consumer: three heartbeats. */
  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<KeyValueEntry> entries = new LinkedBlockingQueue<>();
  private final CountDownLatch endOfData = new CountDownLatch(1);

  @Override
  public void watch(KeyValueEntry entry) {
    entries.add(entry);
  }

  @Override
  public void endOfData() {
    endOfData.countDown();
  }

  KeyValueEntry next() throws InterruptedException {
    KeyValueEntry entry = entries.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertNotNull(entry, "nothing more was delivered in time");
    return entry;
  }

  void awaitEndOfData() throws InterruptedException {
    assertTrue(endOfData.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "end of data was not told");
  }

  /** Waits until {@code condition} holds; there is no event to wait for where this is used. */
  static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, "condition did not come to hold in time");
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
