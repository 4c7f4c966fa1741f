package io.holdfast.raft;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The right to touch the applied state: one thread at a time has it, so that the state has a single
 * writer although looks at it come from any thread. The apply thread takes it for each entry; a
 * look runs between entries, on the thread that gets the turn first: the asking one when nothing is
 * being applied, else the apply thread behind its entry. Nothing is proposed and no thread is woken
 * for a look.
 *
 * <p>Threads: any. What runs in the turn happens before what runs in the next one, by the lock. A
 * look that is queued while another thread has the turn is seen by that thread: the queue is
 * checked again after every release.
 */
final class ApplyTurn {
  private final ReentrantLock turn = new ReentrantLock();
  private final Queue<Look<?>> looks = new ConcurrentLinkedQueue<>();

  /**
   * Runs a step of the apply thread; waits for a look under way, which takes milliseconds at most.
   */
  <T extends @Nullable Object> T apply(Supplier<T> step) {
    var seen = new ArrayDeque<Look<?>>();
    turn.lock();
    try {
      return step.get();
    } finally {
      // Also behind a step that threw: nobody else would answer what was asked meanwhile.
      lookAround(seen);
      turn.unlock();
      seen.forEach(Look::answer);
      drain();
    }
  }

  /** Runs {@code look} between two steps. */
  <T> CompletableFuture<T> look(Supplier<T> look) {
    var asked = new Look<>(look);
    looks.add(asked);
    drain();
    return asked.answer;
  }

  private void drain() {
    // Inside a step the turn is held already: the step's end drains.
    while (!looks.isEmpty() && !turn.isHeldByCurrentThread() && turn.tryLock()) {
      var seen = new ArrayDeque<Look<?>>();
      try {
        lookAround(seen);
      } finally {
        turn.unlock();
      }
      seen.forEach(Look::answer);
    }
  }

  private void lookAround(Queue<Look<?>> seen) {
    for (Look<?> next = looks.poll(); next != null; next = looks.poll()) {
      next.run();
      seen.add(next);
    }
  }

  /** A look, and its answer, which is completed outside of the turn, by the thread that looked. */
  private static final class Look<T> {
    private final Supplier<T> look;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private Runnable completion = () -> {};

    Look(Supplier<T> look) {
      this.look = look;
    }

    void run() {
      try {
        T seen = look.get();
        completion = () -> answer.complete(seen);
      } catch (RuntimeException | Error e) {
        completion = () -> answer.completeExceptionally(e);
      }
    }

    void answer() {
      completion.run();
    }
  }
}
