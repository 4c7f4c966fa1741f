package io.holdfast.net.remote;

import io.github.resilience4j.retry.Retry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.time.Clock;
import io.holdfast.kv.time.Mailbox;
import io.holdfast.net.extension.WireError;
import io.holdfast.net.json.MalformedJsonException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One call until its outcome: its attempts, its time-out and what is known about it.
 *
 * <p>Confined to its mailbox: answers, wake-ups and reconnects all arrive there as tasks. The first
 * attempt alone is made by the caller, before anything can arrive: sending is its last step. Only
 * the future, the subject and the time it is due are shared. Whatever answer comes first decides,
 * also one to an earlier attempt, since all attempts of a call that is repeated mean the same.
 */
final class Exchange {
  private final Call call;
  private final Link link;
  private final Clock clock;
  private final Alarm alarm;
  private final long startedNanos;
  private final long deadlineNanos;
  private final long attemptNanos;
  private final Retry retry;
  private final Mailbox mailbox;
  private final CompletableFuture<Reply> outcome = new CompletableFuture<>();

  private int attempts;

  /** Attempts that may have had an effect and whose answer, if one came, did not say. */
  private int undecided;

  private boolean resting;
  private @Nullable WireError lastError;
  private Retry.@Nullable AsyncContext<Reply> backoff;
  private volatile String subject = "";
  private volatile long dueNanos;

  /**
   * A call that is not made yet.
   *
   * @param alarm rings, at the latest, when this is due
   * @param deadlineNanos when the outcome is due, on {@code clock}
   * @param told runs the mailbox, and so whatever waits for the outcome
   */
  Exchange(
      Call call,
      Link link,
      Clock clock,
      Alarm alarm,
      long deadlineNanos,
      Duration attemptTimeout,
      Retry retry,
      Executor told) {
    this.call = call;
    this.link = link;
    this.clock = clock;
    this.alarm = alarm;
    this.startedNanos = clock.nanos();
    this.deadlineNanos = deadlineNanos;
    this.attemptNanos = attemptTimeout.toNanos();
    this.retry = retry;
    this.mailbox = new Mailbox(told);
  }

  /** Completes in the mailbox. */
  CompletableFuture<Reply> outcome() {
    return outcome;
  }

  /** How often it was sent. For the mailbox, and so for what waits for the outcome. */
  int attempts() {
    return attempts;
  }

  String what() {
    return call.what();
  }

  boolean uses(String publishSubject) {
    return subject.equals(publishSubject);
  }

  /** When it wants to be woken, on the monotonic clock, unless it has its outcome. */
  long dueNanos() {
    return dueNanos;
  }

  /** It may be due. */
  void wake() {
    mailbox.execute(
        () -> {
          if (!outcome.isDone() && clock.nanos() - dueNanos >= 0) {
            due();
          }
        });
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
    long left = left();
    if (left <= 0) {
      long millis = (deadlineNanos - startedNanos) / 1_000_000;
      finish(unanswered("no answer within " + millis + " ms"));
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
    dueIn(Math.min(left, attemptNanos));
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
    outcome.complete(reply);
  }

  /** It has rested, or no answer to the newest attempt came in time. */
  private void due() {
    if (resting || mayRepeat() || left() <= 0) {
      attempt();
    } else {
      dueIn(left());
    }
  }

  private void rest(@Nullable Throwable failure) {
    resting = true;
    if (backoff == null) {
      backoff = retry.asyncContext();
    }
    long pauseMillis =
        backoff.onError(failure == null ? new Link.NotSentException("refused", null) : failure);
    dueIn(Math.min(Math.max(1, left()), pauseMillis * 1_000_000));
  }

  private void dueIn(long nanos) {
    long due = clock.nanos() + nanos;
    dueNanos = due;
    alarm.by(due);
  }

  private boolean mayRepeat() {
    return call.effect() != Call.Effect.ONCE || undecided == 0;
  }

  private long left() {
    return deadlineNanos - clock.nanos();
  }

  private void finish(HoldfastException failure) {
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
