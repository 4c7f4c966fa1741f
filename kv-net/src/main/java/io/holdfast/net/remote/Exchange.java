package io.holdfast.net.remote;

import io.github.resilience4j.retry.Retry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.time.Mailbox;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.kv.time.Scheduler.Cancellation;
import io.holdfast.net.extension.WireError;
import io.holdfast.net.json.MalformedJsonException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call until its outcome: its attempts, its time-out and what is known about it.
 *
 * <p>Confined to its mailbox, which runs on the scheduler's threads: answers, timers and reconnects
 * all arrive there as tasks. The first attempt alone is made by the caller, before anything can
 * arrive: sending is its last step. Only the future and the subject are shared. Whatever answer
 * comes first decides, also one to an earlier attempt, since all attempts of a call that is
 * repeated mean the same.
 */
final class Exchange {
  private final Call call;
  private final Link link;
  private final Scheduler scheduler;
  private final long deadlineNanos;
  private final long timeoutMillis;
  private final long attemptNanos;
  private final Retry.AsyncContext<Reply> backoff;
  private final Mailbox mailbox;
  private final CompletableFuture<Reply> outcome = new CompletableFuture<>();

  private int attempts;

  /** Attempts that may have had an effect and whose answer, if one came, did not say. */
  private int undecided;

  private boolean resting;
  private @Nullable WireError lastError;
  private Cancellation timer = () -> {};
  private volatile String subject = "";

  Exchange(
      Call call,
      Link link,
      Scheduler scheduler,
      Duration timeout,
      Duration attemptTimeout,
      Retry retry) {
    this.call = call;
    this.link = link;
    this.scheduler = scheduler;
    this.timeoutMillis = timeout.toMillis();
    this.deadlineNanos = scheduler.clock().nanos() + timeout.toNanos();
    this.attemptNanos = attemptTimeout.toNanos();
    this.backoff = retry.asyncContext();
    this.mailbox = new Mailbox(new Callbacks(scheduler));
  }

  /** Completes on a thread of the scheduler. */
  CompletableFuture<Reply> outcome() {
    return outcome;
  }

  String what() {
    return call.what();
  }

  boolean uses(String publishSubject) {
    return subject.equals(publishSubject);
  }

  /**
   * Makes the first attempt on the calling thread, which spares a hand-over. Called once, before
   * all else.
   */
  void start() {
    attempt();
  }

  /**
   * Sends again at once, where that is safe, since what was in flight may be lost with the old
   * connection.
   */
  void repeatAfterReconnect() {
    mailbox.execute(
        () -> {
          if (!outcome.isDone() && (resting || mayRepeat())) {
            attempt();
          }
        });
  }

  /** Ends it with {@code failure}, unless it has its outcome. */
  void fail(HoldfastException failure) {
    mailbox.execute(() -> finish(failure));
  }

  /** Ends it before its time with what is known about it. */
  void end(String why) {
    mailbox.execute(() -> finish(unanswered(why)));
  }

  private void attempt() {
    timer.cancel();
    long left = left();
    if (left <= 0) {
      finish(unanswered("no answer within " + timeoutMillis + " ms"));
      return;
    }
    if (!link.connected()) {
      rest(new Link.NotSentException("not connected", null));
      return;
    }
    resting = false;
    var message = call.message().message(Math.max(1, left / 1_000_000));
    subject = message.subject();
    attempts++;
    undecided++;
    int attempt = attempts;
    armTimer(Math.min(left, attemptNanos), () -> silent(attempt));
    link.request(message)
        .whenComplete((answer, failure) -> mailbox.execute(() -> heard(answer, failure)));
  }

  private void heard(Link.@Nullable Incoming answer, @Nullable Throwable failure) {
    if (outcome.isDone()) {
      return;
    }
    if (answer != null) {
      answered(answer);
      return;
    }
    if (failure instanceof HoldfastException refused) {
      finish(refused);
      return;
    }
    if (failure instanceof Link.NotSentException) {
      undecided--;
    }
    if (mayRepeat()) {
      rest(failure);
    }
  }

  private void answered(Link.Incoming answer) {
    Reply reply;
    try {
      reply = Reply.of(answer, attempts);
    } catch (MalformedJsonException e) {
      finish(strange(e));
      return;
    }
    if (reply.error().isPresent()) {
      WireError error = reply.error().get();
      if (WireErrors.isPassing(error)) {
        undecided--;
        lastError = error;
        rest(null);
        return;
      }
      if (WireErrors.isUnknown(error) && mayRepeat()) {
        rest(null);
        return;
      }
    }
    timer.cancel();
    outcome.complete(reply);
  }

  /** No answer to the newest attempt in time. */
  private void silent(int attempt) {
    if (outcome.isDone() || attempt != attempts || resting) {
      return;
    }
    if (mayRepeat() || left() <= 0) {
      attempt();
    } else {
      armTimer(left(), () -> silent(attempt));
    }
  }

  private void rest(@Nullable Throwable failure) {
    timer.cancel();
    resting = true;
    long pauseMillis =
        backoff.onError(failure == null ? new Link.NotSentException("refused", null) : failure);
    armTimer(Math.min(Math.max(1, left()), pauseMillis * 1_000_000), this::afterRest);
  }

  private void afterRest() {
    if (!outcome.isDone() && resting) {
      attempt();
    }
  }

  private void armTimer(long nanos, Runnable task) {
    timer = scheduler.schedule(Duration.ofNanos(nanos), () -> mailbox.execute(task));
  }

  private boolean mayRepeat() {
    return call.effect() != Call.Effect.ONCE || undecided == 0;
  }

  private long left() {
    return deadlineNanos - scheduler.clock().nanos();
  }

  private void finish(HoldfastException failure) {
    timer.cancel();
    outcome.completeExceptionally(failure);
  }

  private HoldfastException strange(MalformedJsonException cause) {
    String told =
        call.what() + ": " + link.url() + " answered with something that is not its protocol";
    return call.effect() == Call.Effect.READ
        ? new UnavailableException(told, cause)
        : new IndeterminateException(told + "; read back before deciding", cause);
  }

  private HoldfastException unanswered(String why) {
    String told = call.what() + " at " + link.url() + ": " + why;
    if (call.effect() != Call.Effect.READ && undecided > 0) {
      return new IndeterminateException(
          told
              + " after "
              + attempts
              + " attempt(s); it may have happened, read back before deciding");
    }
    WireError error = lastError;
    if (error != null) {
      told += "; the server said: " + error.description();
      return WireErrors.isOverload(error)
          ? new OverloadedException(told)
          : new UnavailableException(told);
    }
    return new UnavailableException(
        told
            + (link.connected()
                ? ""
                : "; not connected, check that the server runs and can be reached"));
  }
}
