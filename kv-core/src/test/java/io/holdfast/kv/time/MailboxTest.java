package io.holdfast.kv.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final Queue<Runnable> thread = new ArrayDeque<>();
  private final Mailbox mailbox = new Mailbox(thread::add);
  private final List<String> ran = new ArrayList<>();

  private void runThread() {
    for (Runnable next = thread.poll(); next != null; next = thread.poll()) {
      next.run();
    }
  }

  @Test
  void shouldRunTheNextTaskWhenOneThrowsAnException() {
    mailbox.execute(
        () -> {
          throw new IllegalStateException("thrown on purpose");
        });
    mailbox.execute(() -> ran.add("next"));

    runThread();

    assertEquals(List.of("next"), ran);
  }

  @Test
  void shouldRunTheNextTaskWhenOneThrowsAnError() {
    mailbox.execute(
        () -> {
          throw new AssertionError("thrown on purpose");
        });
    mailbox.execute(() -> ran.add("next"));

    runThread();
    mailbox.execute(() -> ran.add("later"));
    runThread();

    assertEquals(List.of("next", "later"), ran);
  }

  @Test
  void shouldRunOnTheCallingThreadWhereNothingElseRuns() {
    mailbox.run(() -> ran.add("at once"));

    assertEquals(List.of("at once"), ran);
    assertEquals(0, thread.size(), "handed over for nothing");
  }

  @Test
  void shouldRunWhatATaskAddsAfterThatTask() {
    mailbox.run(
        () -> {
          mailbox.run(() -> ran.add("added"));
          mailbox.execute(() -> ran.add("later"));
          ran.add("first");
        });

    assertEquals(List.of("first", "added", "later"), ran);
  }

  @Test
  void shouldWaitItsTurnBehindWhatWasGivenBefore() {
    mailbox.execute(() -> ran.add("given before"));
    mailbox.run(() -> ran.add("run"));
    assertEquals(List.of(), ran, "it overtook a task");

    runThread();

    assertEquals(List.of("given before", "run"), ran);
  }

  @Test
  void shouldRunOnTheGivingThreadOnceItsThreadsAreClosed() {
    var closed = new Mailbox(MailboxTest::refuse);

    closed.execute(() -> ran.add("given"));
    closed.execute(() -> ran.add("given again"));

    assertEquals(List.of("given", "given again"), ran);
  }

  @Test
  void shouldGoOnWhenItsThreadsCloseAfterALongRun() {
    var closed = new Mailbox(MailboxTest::refuse);
    int many = 1_000;

    closed.run(
        () -> {
          for (int i = 0; i < many; i++) {
            closed.execute(() -> ran.add("task"));
          }
        });

    assertEquals(many, ran.size());
  }

  private static void refuse(Runnable task) {
    throw new RejectedExecutionException("closed");
  }
}
