package io.holdfast.election;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.locks.Locks;
import io.holdfast.locks.LocksOptions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that is interrupted while it campaigns: it needs a real one. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class InterruptedCampaignTest {
  private static final Bytes VALUE = Bytes.utf8("here");

  @Test
  void shouldWithdrawWhenInterrupted() throws Exception {
    try (var store = InMemoryStore.open();
        var threads = ThreadScheduler.create("candidates");
        var elections = Elections.on(store, LocksOptions.on(threads).bucket(Elections.BUCKET));
        var offices = Locks.on(store, LocksOptions.on(threads).bucket(Elections.BUCKET))) {
      var leader = elections.election("scheduler").campaign(VALUE);
      var failure = new CompletableFuture<Exception>();
      var candidate =
          new Thread(
              () -> {
                try {
                  failure.completeExceptionally(
                      new AssertionError(elections.election("scheduler").campaign(VALUE)));
                } catch (InterruptedException | RuntimeException e) {
                  failure.complete(e);
                }
              });
      candidate.start();
      await(offices, 1);

      candidate.interrupt();

      assertInstanceOf(InterruptedException.class, failure.get());
      await(offices, 0);
      leader.close();
      assertEquals(Optional.empty(), elections.election("scheduler").leader());
      assertTrue(
          elections.election("scheduler").campaign(VALUE).isLeader(), "the office is blocked");
    }
  }

  /** Waits, within the test's time limit, until so many wait for the office. */
  private static void await(Locks offices, int waiting) throws InterruptedException {
    while (offices.status("scheduler").waiters().size() != waiting) {
      Thread.onSpinWait();
    }
  }
}
