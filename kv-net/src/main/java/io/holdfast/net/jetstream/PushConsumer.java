package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.net.connection.Interest;
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
 * One push consumer: a feed that is read while somebody subscribes to its deliver subject, has room
 * and has confirmed enough, by flow control or by acknowledgements. Nothing is queued here
 * (guarantee G24).
 *
 * <p>Confined to its home, one event loop; {@link #wake}, {@link #end}, {@link #take}, {@link
 * #flowAnswered} and {@link #info} may be called from any thread and hand over to it. A turn
 * delivers a small slice and then lets others run.
 */
final class PushConsumer implements ServedConsumer {
  private static final int SLICE_ENTRIES = 64;
  private static final long SLICE_BYTES = 256 * 1024;

  private final StreamName stream;
  private final ConsumerConfig config;
  private final Router router;
  private final ScheduledExecutorService home;
  private final ConsumerListener listener;
  private final Instant created;
  private final Deliveries deliveries;
  private final FlowWindow flow;
  private final Absence absence;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Runnable wakeUp = this::wake;

  private @Nullable ConsumerFeed feed;
  private boolean ended;
  private long lastSentNanos = System.nanoTime();
  private @Nullable Future<?> heartbeat;
  private @Nullable Future<?> redelivery;

  PushConsumer(
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
    this.flow = new FlowWindow(config.flowControl(), stream.stream(), config.name());
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
  public void start(ConsumerFeed source) {
    if (ended) {
      source.close();
      return;
    }
    feed = source;
    deliveries.startAfter(source.position());
    listener.progressed(this);
    wake();
  }

  @Override
  public void resume(RememberedConsumer from, ConsumerFeed source) {
    start(source);
    deliveries.resumeAfter(from.consumerSequence(), from.streamSequence());
  }

  @Override
  public @Nullable RememberedConsumer remember() {
    return feed == null || !listener.finds(this) ? null : remembered(deliveries, feed);
  }

  @Override
  public void wake() {
    if (woken.compareAndSet(false, true)) {
      home.execute(this::turn);
    }
  }

  @Override
  public void take(Acknowledgement acknowledgement, Reply reply) {
    if (config.acks().policy() == AckPolicy.NONE) {
      return;
    }
    home.execute(
        () -> {
          deliveries.take(acknowledgement, System.nanoTime());
          listener.progressed(this);
          reply.send(Bytes.EMPTY);
          wake();
        });
  }

  /**
   * Takes a client's confirmation that it processed everything before the request {@code subject}.
   */
  void flowAnswered(String subject) {
    home.execute(
        () -> {
          if (flow.answered(subject)) {
            wake();
          }
        });
  }

  @Override
  public ConsumerState state() {
    long pending = feed == null ? 0 : feed.pending();
    boolean bound = !router.interest(config.deliverSubject()).isEmpty();
    return ConsumerState.of(this, created, deliveries, pending, 0, bound);
  }

  private void turn() {
    // Before the look, so that news during it wakes again.
    woken.set(false);
    ConsumerFeed source = feed;
    if (ended || source == null) {
      return;
    }
    Interest interest = router.interest(config.deliverSubject());
    if (interest.isEmpty()) {
      awaitInterest();
      return;
    }
    haveInterest();
    if (!interest.hasRoom()) {
      interest.whenRoom(wakeUp);
      return;
    }
    PendingAcks acks = deliveries.pendingAcks();
    if (acks != null) {
      redeliver(acks, source, interest);
    }
    long room = flow.room();
    int most = Math.min(SLICE_ENTRIES, deliveries.room());
    if (room > 0 && most > 0) {
      deliver(source, most, Math.min(SLICE_BYTES, room), interest);
    }
    if (acks != null && !ended) {
      awaitRedelivery(acks);
    }
  }

  private void deliver(ConsumerFeed source, int most, long bytes, Interest interest) {
    ConsumerFeed.Slice slice = source.read(most, bytes);
    if (slice == null) {
      endNow();
      return;
    }
    long now = System.nanoTime();
    long pending = slice.pending() + slice.entries().size();
    for (Entry entry : slice.entries()) {
      pending--;
      Message message = deliveries.message(entry, 1, pending);
      deliveries.first(entry, now);
      send(message, interest);
    }
    // Only an empty read arms the feed's signal, so read again after each that was not.
    if (!slice.entries().isEmpty()) {
      sent();
      wake();
    }
  }

  private void redeliver(PendingAcks acks, ConsumerFeed source, Interest interest) {
    long now = System.nanoTime();
    PendingAcks.Pending due = acks.due(now);
    if (due == null) {
      return;
    }
    long pending = source.pending();
    for (int sent = 0; due != null && sent < SLICE_ENTRIES && flow.room() > 0; sent++) {
      Entry entry = source.at(due.streamSequence());
      if (entry == null) {
        acks.forget(due.streamSequence());
      } else {
        Message message = deliveries.message(entry, due.deliveries() + 1, pending);
        deliveries.again(due, now);
        send(message, interest);
        sent();
      }
      due = acks.due(now);
    }
  }

  private void awaitRedelivery(PendingAcks acks) {
    if (redelivery != null) {
      redelivery.cancel(false);
      redelivery = null;
    }
    Long due = acks.nextDueNanos();
    // Without room there is nothing to wake for but the client's answer, which does.
    if (due != null && flow.room() > 0) {
      long nanos = Math.max(0, due - System.nanoTime());
      redelivery = home.schedule(wakeUp, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void send(Message message, Interest interest) {
    interest.deliver(message);
    String request = flow.sent(message.size());
    if (request != null) {
      interest.deliver(ControlMessages.flowControl(config.deliverSubject(), request));
    }
  }

  private void sent() {
    deliveries.active();
    listener.progressed(this);
    lastSentNanos = System.nanoTime();
  }

  private void haveInterest() {
    absence.over();
    if (heartbeat == null && !config.heartbeat().isZero()) {
      lastSentNanos = System.nanoTime();
      scheduleHeartbeat(config.heartbeat().toNanos());
    }
  }

  private void awaitInterest() {
    if (heartbeat != null) {
      heartbeat.cancel(false);
      heartbeat = null;
    }
    absence.begin();
  }

  private void scheduleHeartbeat(long nanos) {
    heartbeat = home.schedule(this::beat, nanos, TimeUnit.NANOSECONDS);
  }

  private void beat() {
    heartbeat = null;
    if (ended) {
      return;
    }
    Interest interest = router.interest(config.deliverSubject());
    if (interest.isEmpty()) {
      awaitInterest();
      return;
    }
    long interval = config.heartbeat().toNanos();
    long silence = System.nanoTime() - lastSentNanos;
    if (silence >= interval) {
      // A client with a backlog hears from us anyway, and a heartbeat would only lengthen it.
      if (interest.hasRoom()) {
        interest.deliver(heartbeatMessage());
      }
      lastSentNanos = System.nanoTime();
      silence = 0;
    }
    scheduleHeartbeat(interval - silence);
  }

  private Message heartbeatMessage() {
    long delivered = deliveries.streamSequence();
    long considered = feed == null ? delivered : Math.max(delivered, feed.position());
    return ControlMessages.heartbeat(
        config.deliverSubject(), deliveries.consumerSequence(), considered, flow.openRequest());
  }

  private void rest() {
    if (feed != null) {
      feed.rest();
    }
  }

  @Override
  public void endNow() {
    if (ended) {
      return;
    }
    ended = true;
    if (heartbeat != null) {
      heartbeat.cancel(false);
    }
    if (redelivery != null) {
      redelivery.cancel(false);
    }
    absence.over();
    if (feed != null) {
      feed.close();
      feed = null;
    }
    listener.ended(this);
  }
}
