package io.holdfast.kv.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CombinerTest {
  private final List<String> order = Collections.synchronizedList(new ArrayList<>());

  /** Holds one thread up between its adding of a task and the counting of it. */
  private static final class HeldQueue extends ConcurrentLinkedQueue<Runnable> {
    private static final long serialVersionUID = 1;

    final transient CountDownLatch added = new CountDownLatch(1);
    final transient CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public boolean add(Runnable task) {
      super.add(task);
      if (Thread.currentThread().getName().equals("held")) {
        added.countDown();
        await(goOn);
      }
      return true;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is added and not counted yet is run in the place of a task of somebody else's. */
  @Test
  void shouldKeepTheOrderOfAThreadWhileAnotherHasNotCountedItsTask() throws Exception {
    var queue = new HeldQueue();
    var combiner = new Combiner(Runnable::run, queue);
    var running = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    var runner =
        new Thread(
            () ->
                combiner.run(
                    () -> {
                      running.countDown();
                      await(end);
                    }));
    runner.start();
    running.await();
    var held = new Thread(() -> combiner.run(() -> order.add("held")), "held");
    held.start();
    queue.added.await();
    combiner.run(() -> order.add("first"));
    end.countDown();
    runner.join();

    combiner.run(() -> order.add("second"));
    queue.goOn.countDown();
    held.join();

    assertEquals(List.of("held", "first", "second"), order);
    assertEquals(0, combiner.waiting());
  }
}
