package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@SuppressWarnings("FutureReturnValueIgnored") // each test asks for the answers it is about
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ApplyTurnTest {
  private final ApplyTurn turn = new ApplyTurn();

  @Test
  void shouldLookAtOnceWhenNothingIsApplied() {
    assertEquals("seen", turn.look(() -> "seen").getNow("not yet"));
  }

  @Test
  void shouldLookBehindTheEntryThatIsBeingApplied() throws InterruptedException {
    var applying = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var order = new ArrayList<String>();
    var apply =
        new Thread(
            () ->
                turn.apply(
                    () -> {
                      applying.countDown();
                      await(goOn);
                      order.add("applied");
                      return "";
                    }));
    apply.start();
    applying.await();

    CompletableFuture<Boolean> look = turn.look(() -> order.add("looked"));

    assertFalse(look.isDone(), "looked into the middle of an entry");
    goOn.countDown();
    look.join();
    apply.join();
    assertEquals(List.of("applied", "looked"), order);
  }

  @Test
  void shouldNotLookInTheMiddleOfAnEntryEvenFromItsOwnThread() {
    var order = new ArrayList<String>();

    turn.apply(
        () -> {
          turn.look(() -> order.add("looked"));
          return order.add("applied");
        });

    assertEquals(List.of("applied", "looked"), order);
  }

  @Test
  void shouldAnswerALookThatFailsWithAnErrorAndEveryOtherOne() {
    var failed = new ArrayList<CompletableFuture<String>>();

    turn.apply(
        () -> {
          failed.add(
              turn.look(
                  () -> {
                    throw new AssertionError("planted");
                  }));
          failed.add(turn.look(() -> "seen"));
          return "";
        });

    assertThrows(CompletionException.class, failed.get(0)::join);
    assertEquals("seen", failed.get(1).getNow("not yet"));
  }

  @Test
  void shouldAnswerTheLooksAskedForDuringAStepThatThrows() {
    var asked = new ArrayList<CompletableFuture<String>>();

    assertThrows(
        IllegalStateException.class,
        () ->
            turn.apply(
                () -> {
                  asked.add(turn.look(() -> "seen"));
                  throw new IllegalStateException("step failed");
                }));

    assertEquals("seen", asked.get(0).getNow("not yet"));
  }

  @Test
  void shouldReportWhatALookThrowsAndGoOn() {
    var failed =
        turn.look(
            () -> {
              throw new IllegalStateException("look failed");
            });

    assertThrows(CompletionException.class, failed::join);
    assertEquals(1, turn.look(() -> 1).join());
  }

  @Test
  void shouldNeverOverlapLooksAndEntries() throws InterruptedException {
    var counter = new int[1];
    int rounds = 20_000;
    var threads = new ArrayList<Thread>();
    for (int t = 0; t < 3; t++) {
      threads.add(new Thread(() -> repeat(rounds, () -> turn.look(() -> counter[0]++))));
    }
    threads.add(new Thread(() -> repeat(rounds, () -> turn.apply(() -> counter[0]++))));
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertEquals(4 * rounds, turn.look(() -> counter[0]).join());
  }

  private static void repeat(int times, Runnable task) {
    for (int i = 0; i < times; i++) {
      task.run();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
