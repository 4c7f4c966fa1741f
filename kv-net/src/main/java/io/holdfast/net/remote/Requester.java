package io.holdfast.net.remote;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.UnauthorisedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.time.Scheduler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls over a link: each has one outcome within the request time-out, is repeated where that
 * is safe, and is refused at once where the circuit breaker or the limit on requests in flight says
 * so. Outcomes are told on the scheduler's threads, or where {@link #direct} was asked, on the
 * thread that brings the answer.
 *
 * <p>Thread-safe and lock-free: the set of exchanges in flight is concurrent, {@code closed} is set
 * before the set is emptied, and whoever adds to the set looks at {@code closed} and sets the alarm
 * afterwards, so that no exchange is left behind.
 */
final class Requester implements Caller, Link.Listener {
  private static final double BACKOFF_GROWTH = 2;
  private static final double JITTER = 0.5;

  /** Calls that a breaker lets through after its rest, to see how they fare. */
  private static final int PROBES = 3;

  private final Link link;
  private final Scheduler scheduler;
  private final Callbacks callbacks;
  private final Duration timeout;
  private final Duration attemptTimeout;
  private final int maxInFlight;
  private final Retry retry;
  private final CircuitBreaker breaker;
  private final RemoteListener events;
  private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Alarm alarm;
  private volatile boolean closed;

  Requester(Link link, Scheduler scheduler, RemoteOptions options) {
    this.link = link;
    this.scheduler = scheduler;
    this.callbacks = new Callbacks(scheduler);
    this.timeout = options.requestTimeout();
    this.attemptTimeout = options.attemptTimeout();
    this.maxInFlight = options.maxInFlight();
    this.events = options.listener();
    this.retry =
        Retry.of(
            options.connectionName(),
            RetryConfig.custom()
                .maxAttempts(Integer.MAX_VALUE)
                .intervalFunction(backoff(options))
                .writableStackTraceEnabled(false)
                .build());
    this.breaker = breaker(options, scheduler);
    this.alarm = new Alarm(scheduler, this::wakeOverdue);
  }

  /** The pauses between tries, in milliseconds: they double, with jitter, up to the longest. */
  static IntervalFunction backoff(RemoteOptions options) {
    long first = Math.max(10, options.firstBackoff().toMillis());
    long longest = Math.max(first + 1, options.longestBackoff().toMillis());
    return IntervalFunction.ofExponentialRandomBackoff(first, BACKOFF_GROWTH, JITTER, longest);
  }

  private static CircuitBreaker breaker(RemoteOptions options, Scheduler scheduler) {
    var wanted = options.breaker();
    return CircuitBreaker.of(
        options.connectionName(),
        CircuitBreakerConfig.custom()
            .slidingWindow(wanted.window(), wanted.window(), SlidingWindowType.COUNT_BASED)
            .failureRateThreshold(wanted.failurePercent())
            .waitDurationInOpenState(wanted.openFor())
            .permittedNumberOfCallsInHalfOpenState(Math.min(PROBES, wanted.window()))
            .recordException(Requester::isSilence)
            .clock(new MonotonicInstants(scheduler.clock()))
            .currentTimestampFunction(clock -> scheduler.clock().nanos(), TimeUnit.NANOSECONDS)
            .build());
  }

  /** Whether no answer came: one that forbids a call shows that the server is there. */
  private static boolean isSilence(Throwable failure) {
    return failure instanceof UnavailableException || failure instanceof IndeterminateException;
  }

  @Override
  public CompletionStage<Reply> make(Call call) {
    return make(call, callbacks);
  }

  /**
   * Makes calls whose outcomes are told on the thread that brings them: nothing may block there.
   */
  Caller direct() {
    return call -> make(call, Runnable::run);
  }

  private CompletionStage<Reply> make(Call call, Executor told) {
    boolean reserved = call.lane() == Call.Lane.RESERVED;
    HoldfastException refusal = closed ? closedError(call) : reserved ? null : localRefusal(call);
    if (refusal != null) {
      events.ended(call, 0, 0, refusal);
      return failedLater(refusal);
    }
    long started = scheduler.clock().nanos();
    long deadline = started + timeout.toNanos();
    var exchange =
        new Exchange(call, link, scheduler.clock(), alarm, deadline, attemptTimeout, retry, told);
    inFlight.incrementAndGet();
    CompletionStage<Reply> outcome = exchange.outcome();
    outcome.whenComplete(
        (reply, failure) -> {
          exchanges.remove(exchange);
          inFlight.decrementAndGet();
          long took = scheduler.clock().nanos() - started;
          if (!reserved) {
            record(took, failure);
          }
          events.ended(call, took, exchange.attempts(), failure);
        });
    exchange.start();
    exchanges.add(exchange);
    if (exchange.outcome().isDone()) {
      exchanges.remove(exchange);
    } else {
      alarm.by(exchange.dueNanos());
    }
    if (closed) {
      exchange.end("the store was closed");
    }
    return outcome;
  }

  private @Nullable HoldfastException localRefusal(Call call) {
    if (inFlight.get() >= maxInFlight) {
      return new OverloadedException(
          call.what()
              + ": "
              + maxInFlight
              + " requests to "
              + link.url()
              + " are in flight already; try again later");
    }
    if (!breaker.tryAcquirePermission()) {
      return new UnavailableException(
          call.what()
              + ": the server at "
              + link.url()
              + " has not answered lately, so nothing was sent; the circuit breaker lets calls"
              + " through again soon");
    }
    return null;
  }

  /** Wakes the exchanges whose time has come, and has the alarm ring for the next one. */
  private void wakeOverdue() {
    long now = scheduler.clock().nanos();
    long next = Long.MAX_VALUE;
    for (Exchange exchange : exchanges) {
      long left = exchange.dueNanos() - now;
      if (left <= 0) {
        exchange.wake();
      } else {
        next = Math.min(next, left);
      }
    }
    if (next < Long.MAX_VALUE) {
      alarm.by(now + next);
    }
  }

  private void record(long nanos, @Nullable Throwable failure) {
    if (failure == null) {
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    } else {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
    }
  }

  private CompletionStage<Reply> failedLater(HoldfastException refusal) {
    var failed = new CompletableFuture<Reply>();
    callbacks.execute(() -> failed.completeExceptionally(refusal));
    return failed;
  }

  @Override
  public void reconnected() {
    events.reconnected();
    callbacks.execute(() -> exchanges.forEach(Exchange::repeatAfterReconnect));
  }

  @Override
  public void refused(String text) {
    int from = text.indexOf('"');
    int to = text.indexOf('"', from + 1);
    if (from < 0 || to < 0 || !text.contains("Permissions Violation for Publish")) {
      return;
    }
    String subject = text.substring(from + 1, to);
    callbacks.execute(
        () -> {
          for (Exchange exchange : exchanges) {
            if (exchange.uses(subject)) {
              exchange.fail(
                  new UnauthorisedException(
                      exchange.what()
                          + ": the server at "
                          + link.url()
                          + " does not permit publishing to '"
                          + subject
                          + "': ask for that permission"));
            }
          }
        });
  }

  /** Who hears of this connection. */
  RemoteListener events() {
    return events;
  }

  int inFlight() {
    return inFlight.get();
  }

  /** Whether the circuit breaker lets no call through. */
  boolean isRefusing() {
    return breaker.getState() == CircuitBreaker.State.OPEN;
  }

  /** Fails what is in flight and everything after. Idempotent. */
  void close() {
    closed = true;
    exchanges.forEach(exchange -> exchange.end("the store was closed"));
  }

  private StoreClosedException closedError(Call call) {
    return new StoreClosedException(call.what() + ": the store over " + link.url() + " is closed");
  }
}
