package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.net.connection.Interest;
import io.holdfast.net.connection.Router;
import io.holdfast.net.protocol.Message;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One push consumer: a feed that is read while somebody subscribes to its deliver subject, has room
 * and, with flow control, has confirmed enough. Nothing is queued here (guarantee G24).
 *
 * <p>Confined to its home, one event loop; {@link #wake}, {@link #end}, {@link #flowAnswered} and
 * {@link #info} may be called from any thread and hand over to it. A turn delivers a small slice
 * and then lets others run.
 */
final class PushConsumer {
  private static final int SLICE_ENTRIES = 64;
  private static final long SLICE_BYTES = 256 * 1024;
  private static final int VERSION_LINE_LENGTH = "NATS/1.0\r\n".length();

  private final StreamName stream;
  private final ConsumerConfig config;
  private final Router router;
  private final ScheduledExecutorService home;
  private final Runnable whenEnded;
  private final String ackPrefix;
  private final Instant created = Instant.now();
  private final FlowWindow flow;
  private final AtomicBoolean woken = new AtomicBoolean();

  private @Nullable ConsumerFeed feed;
  private boolean ended;
  private long consumerSequence;
  private long streamSequence;
  private long lastSentNanos = System.nanoTime();
  private @Nullable Instant lastActive;
  private @Nullable Future<?> heartbeat;
  private @Nullable Future<?> inactivity;

  PushConsumer(
      StreamName stream,
      ConsumerConfig config,
      Router router,
      ScheduledExecutorService home,
      Consumer<PushConsumer> whenEnded) {
    this.stream = stream;
    this.config = config;
    this.router = router;
    this.home = home;
    this.whenEnded = () -> whenEnded.accept(this);
    this.ackPrefix = "$JS.ACK." + stream.stream() + '.' + config.name() + ".1.";
    this.flow = new FlowWindow(config.flowControl(), stream.stream(), config.name());
  }

  StreamName stream() {
    return stream;
  }

  ConsumerConfig config() {
    return config;
  }

  ScheduledExecutorService home() {
    return home;
  }

  /** Begins with {@code source}. At home only. */
  void start(ConsumerFeed source) {
    if (ended) {
      source.close();
      return;
    }
    feed = source;
    streamSequence = source.position();
    wake();
  }

  /** Has it look for something to do, soon. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      home.execute(this::turn);
    }
  }

  /** Ends it. Idempotent. */
  void end() {
    home.execute(this::endNow);
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

  /** Its state, with numbers of one instant. */
  CompletableFuture<ConsumerState> info() {
    return CompletableFuture.supplyAsync(this::state, home);
  }

  /** Its state. At home only. */
  ConsumerState state() {
    long pending = feed == null ? 0 : feed.pending();
    return new ConsumerState(
        stream,
        config,
        created,
        consumerSequence,
        streamSequence,
        lastActive,
        pending,
        !router.interest(config.deliverSubject()).isEmpty());
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
      interest.whenRoom(this::wake);
      return;
    }
    long room = flow.room();
    if (room <= 0) {
      return;
    }
    ConsumerFeed.Slice slice = source.read(SLICE_ENTRIES, Math.min(SLICE_BYTES, room));
    if (slice == null) {
      endNow();
      return;
    }
    long pending = slice.pending() + slice.entries().size();
    for (Entry entry : slice.entries()) {
      pending--;
      deliver(entry, pending, interest);
    }
    // Only an empty read arms the feed's signal, so read again after each that was not.
    if (!slice.entries().isEmpty()) {
      lastActive = Instant.now();
      lastSentNanos = System.nanoTime();
      wake();
    }
  }

  private void deliver(Entry entry, long pending, Interest interest) {
    consumerSequence++;
    streamSequence = entry.revision();
    Headers headers = EntryMessage.headers(entry);
    Bytes body = entry.value();
    if (config.headersOnly()) {
      headers = headers.plus("Nats-Msg-Size", Integer.toString(body.length()));
      body = Bytes.EMPTY;
    }
    String ack =
        ackPrefix
            + entry.revision()
            + '.'
            + consumerSequence
            + '.'
            + entry.createdEpochNanos()
            + '.'
            + pending;
    var message = new Message(stream.prefix() + entry.key(), ack, headers.block(), body);
    interest.deliver(message);
    String request = flow.sent(message.size());
    if (request != null) {
      interest.deliver(control("FlowControl Request", Headers.NONE, request));
    }
  }

  private Message control(String words, Headers more, @Nullable String replyTo) {
    String lines = more.isEmpty() ? "\r\n" : more.block().utf8().substring(VERSION_LINE_LENGTH);
    Bytes block = Bytes.utf8("NATS/1.0 100 " + words + "\r\n" + lines);
    return new Message(config.deliverSubject(), replyTo, block, Bytes.EMPTY);
  }

  private void haveInterest() {
    if (inactivity != null) {
      inactivity.cancel(false);
      inactivity = null;
    }
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
    if (inactivity == null) {
      long nanos = config.inactiveThreshold().toNanos();
      inactivity = home.schedule(this::endNow, nanos, TimeUnit.NANOSECONDS);
    }
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
    ConsumerFeed source = feed;
    long considered = source == null ? streamSequence : Math.max(streamSequence, source.position());
    Headers headers =
        Headers.of(
            "Nats-Last-Consumer",
            Long.toString(consumerSequence),
            "Nats-Last-Stream",
            Long.toString(considered));
    String open = flow.openRequest();
    return control(
        "Idle Heartbeat",
        open == null ? headers : headers.plus("Nats-Consumer-Stalled", open),
        null);
  }

  private void endNow() {
    if (ended) {
      return;
    }
    ended = true;
    if (heartbeat != null) {
      heartbeat.cancel(false);
    }
    if (inactivity != null) {
      inactivity.cancel(false);
    }
    if (feed != null) {
      feed.close();
      feed = null;
    }
    whenEnded.run();
  }
}
