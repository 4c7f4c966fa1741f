package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import io.holdfast.net.connection.Reply;
import io.holdfast.net.connection.Router;
import io.holdfast.net.protocol.Message;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One pull consumer: a feed that is read while requests for messages wait. Requests take turns, one
 * message each. Little is read ahead, so nothing is queued for clients that do not read (guarantee
 * G24).
 *
 * <p>Confined to its home, one event loop; {@link #wake}, {@link #end}, {@link #take}, {@link #ask}
 * and {@link #info} may be called from any thread and hand over to it. A turn delivers a small
 * slice and then lets others run.
 */
final class PullConsumer implements ServedConsumer {
  private static final int SLICE_ENTRIES = 64;
  private static final long LONGEST_SLEEP_NANOS = TimeUnit.HOURS.toNanos(1);

  private final StreamName stream;
  private final ConsumerConfig config;
  private final Router router;
  private final ScheduledExecutorService home;
  private final ConsumerListener listener;
  private final Instant created;
  private final Deliveries deliveries;
  private final WaitingRequests waiting;
  private final Absence absence;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Runnable wakeUp = this::wake;

  private @Nullable ReadAhead source;
  private boolean ended;
  private @Nullable Future<?> timer;

  PullConsumer(
      StreamName stream,
      ConsumerConfig config,
      Instant created,
      Router router,
      ScheduledExecutorService home,
      ConsumerListener listener) {
    this.stream = stream;
    this.config = config;
    this.created = created;
    this.router = router;
    this.home = home;
    this.listener = listener;
    this.deliveries = new Deliveries(stream, config);
    this.waiting = new WaitingRequests(router, config.pull().maxWaiting());
    this.absence = new Absence(home, config.inactiveThreshold(), this::rest, this::endNow);
  }

  @Override
  public StreamName stream() {
    return stream;
  }

  @Override
  public ConsumerConfig config() {
    return config;
  }

  @Override
  public Instant created() {
    return created;
  }

  @Override
  public ScheduledExecutorService home() {
    return home;
  }

  @Override
  public void start(ConsumerFeed feed) {
    if (ended) {
      feed.close();
      return;
    }
    source = new ReadAhead(feed, deliveries);
    deliveries.startAfter(feed.position());
    listener.progressed(this);
    wake();
  }

  @Override
  public void resume(RememberedConsumer from, ConsumerFeed feed) {
    start(feed);
    deliveries.resumeAfter(from.consumerSequence(), from.streamSequence());
  }

  @Override
  public @Nullable RememberedConsumer remember() {
    return source == null || !listener.finds(this) ? null : remembered(deliveries, source.feed());
  }

  @Override
  public void wake() {
    if (woken.compareAndSet(false, true)) {
      home.execute(this::turn);
    }
  }

  @Override
  public void take(Acknowledgement acknowledgement, Reply reply) {
    home.execute(
        () -> {
          deliveries.take(acknowledgement, System.nanoTime());
          listener.progressed(this);
          absence.over();
          String replyTo = reply.subject();
          if (acknowledgement.kind() == Acknowledgement.Kind.DONE_AND_NEXT) {
            if (replyTo != null) {
              askNow(replyTo, acknowledgement.request());
            }
          } else if (config.acks().policy() != AckPolicy.NONE) {
            reply.send(Bytes.EMPTY);
          }
          wake();
        });
  }

  /** Takes a request for messages, which go to {@code replyTo}. Thread-safe. */
  void ask(String replyTo, Bytes request) {
    home.execute(() -> askNow(replyTo, request));
  }

  private void askNow(String replyTo, Bytes body) {
    if (ended) {
      router.send(ControlMessages.status(replyTo, "409 Consumer Deleted"));
      return;
    }
    absence.over();
    PullRequest request;
    try {
      request = PullRequest.parse(body);
    } catch (ApiError bad) {
      router.send(ControlMessages.status(replyTo, "400 " + bad.description()));
      return;
    }
    String refusal = request.refusal(config.pull());
    if (refusal == null && !waiting.add(new WaitingRequest(replyTo, request, System.nanoTime()))) {
      refusal = "409 Exceeded MaxWaiting";
    }
    if (refusal != null) {
      router.send(ControlMessages.status(replyTo, refusal));
    }
    wake();
  }

  @Override
  public ConsumerState state() {
    long pending = source == null ? 0 : source.pending();
    return ConsumerState.of(this, created, deliveries, pending, waiting.size(), false);
  }

  private void turn() {
    // Before the look, so that news during it wakes again.
    woken.set(false);
    ReadAhead entries = source;
    if (ended || entries == null) {
      return;
    }
    long now = System.nanoTime();
    waiting.expire(now);
    boolean more = true;
    for (int sent = 0; more && sent < SLICE_ENTRIES; sent++) {
      more = serveOne(entries, now);
      if (ended) {
        return;
      }
    }
    if (more) {
      wake();
    }
    waiting.beat(now, deliveries.consumerSequence(), deliveries.streamSequence());
    sleep(now);
  }

  /** Serves the request whose turn it is; false when nothing can be done now. */
  private boolean serveOne(ReadAhead entries, long now) {
    WaitingRequests.Turn turn = waiting.next(wakeUp);
    if (turn == null) {
      return false;
    }
    WaitingRequest request = turn.request();
    ReadAhead.Next next = entries.next(request.messagesLeft(), now);
    if (next == null) {
      if (entries.isGone()) {
        endNow();
      } else {
        waiting.nothingMore();
      }
      return false;
    }
    Message message = deliveries.message(next.entry(), next.delivery(), next.pending());
    if (!request.fits(message.size())) {
      waiting.end(request, "409 Message Size Exceeds MaxBytes");
      return true;
    }
    entries.take(next, now);
    turn.interest().deliver(message);
    deliveries.active();
    listener.progressed(this);
    request.sent(message.size(), now);
    waiting.served(request);
    return true;
  }

  /** Has itself woken when a request expires or beats, or a message is due again. */
  private void sleep(long now) {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    if (waiting.isEmpty()) {
      absence.begin();
      return;
    }
    absence.over();
    long nanos = waiting.nanosToNextLook(now, LONGEST_SLEEP_NANOS);
    PendingAcks acks = deliveries.pendingAcks();
    Long due = acks == null ? null : acks.nextDueNanos();
    // Without room there is nothing to be done about it, and the first room wakes.
    if (due != null && !waiting.lackRoom()) {
      nanos = Math.min(nanos, Math.max(0, due - now));
    }
    timer = home.schedule(wakeUp, nanos, TimeUnit.NANOSECONDS);
  }

  private void rest() {
    if (source != null) {
      source.rest();
    }
  }

  @Override
  public void endNow() {
    if (ended) {
      return;
    }
    ended = true;
    if (timer != null) {
      timer.cancel(false);
    }
    absence.over();
    waiting.endAll("409 Consumer Deleted");
    if (source != null) {
      source.close();
      source = null;
    }
    listener.ended(this);
  }
}
