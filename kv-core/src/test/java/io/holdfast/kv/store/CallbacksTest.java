package io.holdfast.kv.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.time.ThreadScheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallbacksTest {
  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final Callbacks callbacks = new Callbacks(threads::add);
  private final List<Integer> ran = new ArrayList<>();

  @Test
  void shouldTakeOneThreadForABurst() {
    for (int i = 0; i < 100; i++) {
      int task = i;
      callbacks.execute(() -> ran.add(task));
    }

    assertEquals(1, threads.size(), "threads that are starting");
    threads.remove().run();
    assertEquals(100, ran.size());
    assertTrue(threads.size() <= 1, "a successor in case a task blocked");
  }

  @Test
  void shouldHaveASuccessorBeforeATaskThatMayBlock() {
    var starting = new ArrayList<Integer>();
    callbacks.execute(() -> starting.add(threads.size()));
    callbacks.execute(() -> starting.add(threads.size()));

    threads.remove().run();

    assertEquals(List.of(1, 1), starting);
  }

  @Test
  void shouldGoOnBehindATaskThatBlocks() throws InterruptedException {
    try (var real = ThreadScheduler.create("callbacks-test")) {
      var behind = new Callbacks(real);
      var release = new CountDownLatch(1);
      var done = new CountDownLatch(1);

      behind.execute(() -> awaitQuietly(release));
      behind.execute(() -> awaitQuietly(release));
      behind.execute(done::countDown);

      assertTrue(done.await(30, TimeUnit.SECONDS), "held up by a task that blocks");
      release.countDown();
    }
  }

  @Test
  void shouldGoOnAfterATaskThatFailed() {
    callbacks.execute(
        () -> {
          throw new IllegalStateException("on purpose");
        });
    callbacks.execute(() -> ran.add(1));

    threads.remove().run();

    assertEquals(List.of(1), ran);
  }

  @Test
  void shouldRunTasksHereOnceTheThreadsAreClosed() {
    var closed =
        new Callbacks(
            task -> {
              throw new RejectedExecutionException("closed on purpose");
            });

    closed.execute(() -> ran.add(1));
    closed.execute(() -> ran.add(2));

    assertEquals(List.of(1, 2), ran);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
