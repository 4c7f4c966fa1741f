package io.holdfast.locks;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A caller's wish for a lock, with its deadline: as many attempts as it takes, one after another.
 * Confined to the session's mailbox, but for {@link #result}.
 *
 * @param <T> what the caller gets
 */
final class Acquisition<T> implements AttemptEnding {
  /** How a caller is answered. */
  interface Answer<T> {
    T granted(MutexHandle held);

    /**
     * The lock was not granted. {@code lastError} is the trouble with the store since it last
     * confirmed the place in line, if any: whether the lock is free is not known then.
     */
    T notGranted(@Nullable Throwable lastError);
  }

  /**
   * What a caller wants.
   *
   * @param value what others see while it is held
   * @param queueing whether to wait for it behind others
   */
  record Wish(LockKeys keys, Bytes value, boolean queueing) {}

  private final LockClient client;
  private final Session session;
  private final Wish wish;
  private final Answer<T> answer;
  private final Executor teller;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Backoff backoff;
  private final long began;

  private boolean over;
  private LockListener.Span wait = LockListener.Span.NONE;
  private @Nullable Attempt attempt;
  private @Nullable Throwable lastError;
  private Scheduler.Cancellation deadline = () -> {};

  private Acquisition(LockClient client, Wish wish, Answer<T> answer, Executor teller) {
    this.client = client;
    this.session = client.session();
    this.wish = wish;
    this.answer = answer;
    this.teller = teller;
    this.backoff = session.backoff();
    this.began = session.clock.nanos();
  }

  /**
   * One that tells its outcome beside the mailbox, since what callers chain to the future may
   * block. It ends by {@code timeout} at the latest.
   */
  static <T> CompletableFuture<T> start(
      LockClient client, Wish wish, Answer<T> answer, Duration timeout) {
    var begun = new Acquisition<>(client, wish, answer, client.session().scheduler);
    client.session().post(() -> begun.begin(timeout));
    return begun.result();
  }

  /**
   * One for a caller that waits for the future and chains nothing that blocks to it: it begins on
   * the caller's thread and is told on the one that brings the answer.
   */
  static <T> CompletableFuture<T> startAndWait(
      LockClient client, Wish wish, Answer<T> answer, Duration timeout) {
    var begun = new Acquisition<>(client, wish, answer, Runnable::run);
    client.session().run(() -> begun.begin(timeout));
    return begun.result();
  }

  private CompletableFuture<T> result() {
    var unused =
        result.whenComplete(
            (value, error) -> {
              if (result.isCancelled()) {
                session.post(() -> giveUp(LockListener.Ending.CANCELLED));
              }
            });
    return result;
  }

  private void begin(Duration timeout) {
    if (over) {
      return;
    }
    if (client.register(this)) {
      wait = session.events.waiting();
      deadline = session.after(timeout, this::timedOut);
      next();
    } else {
      closed();
    }
  }

  private void next() {
    var lease = session.lease();
    lease.whenReady(
        () -> {
          if (!over) {
            var started = new Attempt(session, lease, wish, this);
            attempt = started;
            started.start();
          }
        },
        this::noLease);
  }

  private void noLease(Throwable error) {
    if (over) {
      return;
    }
    lastError = error;
    if (Session.isPassing(error)) {
      retry();
    } else {
      failed(error);
    }
  }

  private void retry() {
    session.after(
        backoff.next(),
        () -> {
          if (!over) {
            next();
          }
        });
  }

  @Override
  public void granted(Attempt granted, FencingToken token, long revision) {
    var held = new HeldLock(client, granted, wish.keys(), token, revision);
    end(LockListener.Ending.GRANTED);
    client.register(held);
    held.begin();
    deliver(() -> answer.granted(held), held::releaseUnclaimed);
  }

  @Override
  public void busy() {
    end(LockListener.Ending.BUSY);
    deliver(() -> answer.notGranted(null), () -> {});
  }

  @Override
  public void gone() {
    retry();
  }

  @Override
  public void hindered(Throwable error) {
    lastError = error;
  }

  @Override
  public void queued() {
    lastError = null;
  }

  @Override
  public void failed(Throwable error) {
    end(LockListener.Ending.FAILED);
    deliver(
        () -> {
          throw told(error);
        },
        () -> {});
  }

  private RuntimeException told(Throwable error) {
    if (error instanceof StoreClosedException) {
      return new StoreClosedException(
          "lock '" + wish.keys().name() + "' cannot be acquired: " + error.getMessage(), error);
    }
    return error instanceof RuntimeException known ? known : new IllegalStateException(error);
  }

  /** The client was closed. */
  void closed() {
    if (!over) {
      giveUp(LockListener.Ending.CLOSED);
      deliver(
          () -> {
            throw new UnavailableException(
                "lock '" + wish.keys().name() + "' cannot be acquired: the lock client is closed");
          },
          () -> {});
    }
  }

  private void timedOut() {
    if (!over) {
      giveUp(LockListener.Ending.TIMED_OUT);
      var error = lastError;
      deliver(() -> answer.notGranted(error), () -> {});
    }
  }

  private void giveUp(LockListener.Ending ending) {
    if (!over) {
      end(ending);
      if (attempt != null) {
        attempt.giveUp();
      }
    }
  }

  private void end(LockListener.Ending ending) {
    over = true;
    wait.end();
    session.events.acquired(ending, Duration.ofNanos(session.clock.nanos() - began));
    deadline.cancel();
    client.unregister(this);
  }

  private void deliver(Supplier<T> given, Runnable otherwise) {
    teller.execute(
        () -> {
          boolean taken;
          try {
            taken = result.complete(given.get());
          } catch (RuntimeException e) {
            taken = result.completeExceptionally(e);
          }
          if (!taken) {
            otherwise.run();
          }
        });
  }
}
