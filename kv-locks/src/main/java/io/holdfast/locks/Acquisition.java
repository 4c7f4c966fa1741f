package io.holdfast.locks;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A caller's wish for a lock, with its deadline: as many attempts as it takes, one after another.
 * Confined to the session's mailbox, but for {@link #result}.
 *
 * @param <T> what the caller gets
 */
final class Acquisition<T> implements Attempt.Ending {
  /** How a caller is answered. */
  interface Answer<T> {
    T granted(MutexHandle held);

    /**
     * The lock was not granted. {@code lastError} is the trouble with the store since it last
     * confirmed the place in line, if any: whether the lock is free is not known then.
     */
    T notGranted(@Nullable Throwable lastError);
  }

  private final LockClient client;
  private final Session session;
  private final LockKeys keys;
  private final Bytes value;
  private final boolean queueing;
  private final Answer<T> answer;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final Backoff backoff;
  private final long began;

  private boolean over;
  private LockListener.Span wait = LockListener.Span.NONE;
  private @Nullable Attempt attempt;
  private @Nullable Throwable lastError;
  private Scheduler.Cancellation deadline = () -> {};

  Acquisition(LockClient client, LockKeys keys, Bytes value, boolean queueing, Answer<T> answer) {
    this.client = client;
    this.session = client.session();
    this.keys = keys;
    this.value = value;
    this.queueing = queueing;
    this.answer = answer;
    this.backoff = session.backoff();
    this.began = session.clock.nanos();
  }

  /** Begins, and ends by {@code timeout} at the latest. Any thread may call it, once. */
  CompletableFuture<T> start(Duration timeout) {
    session.post(() -> begin(timeout));
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
            var started = new Attempt(session, lease, keys, value, queueing, this);
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
  public void granted(Attempt granted, FencingToken token, long revision, boolean othersWait) {
    var held = new HeldLock(client, granted, keys, token, revision, othersWait);
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
          "lock '" + keys.name() + "' cannot be acquired: " + error.getMessage(), error);
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
                "lock '" + keys.name() + "' cannot be acquired: the lock client is closed");
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

  /** Answers beside the mailbox: what callers chain to the future may block. */
  private void deliver(Supplier<T> given, Runnable otherwise) {
    session.scheduler.execute(
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
