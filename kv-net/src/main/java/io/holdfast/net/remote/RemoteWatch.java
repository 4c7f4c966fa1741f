package io.holdfast.net.remote;

import io.github.resilience4j.core.IntervalFunction;
import io.holdfast.kv.BucketId;
import io.holdfast.kv.CompactedException;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.UnauthorisedException;
import io.holdfast.kv.Watch;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.time.ListenerCall;
import io.holdfast.kv.time.Mailbox;
import io.holdfast.kv.time.Scheduler.Cancellation;
import io.holdfast.net.json.JsonFields;
import io.holdfast.net.remote.Call.Effect;
import io.holdfast.net.remote.Call.Lane;
import io.holdfast.net.remote.Link.Incoming;
import io.holdfast.net.remote.ServerFeatures.Feature;
import io.holdfast.net.remote.Streams.Standing;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch over the network: a row of consumers on the server, each of which goes on after the last
 * revision that was delivered (guarantees G20 to G23). A lost delivery, silence for two heartbeats
 * and a half or a new connection ends one consumer and begins the next; lost history or another
 * life of the bucket makes it list again.
 *
 * <p>Confined to its mailbox: messages, answers and timers arrive there as tasks, and the listener
 * is called there. Shared are only the future, {@code closed}, which every call to the listener
 * looks at first, and the position's revision.
 */
final class RemoteWatch implements Watch {
  private static final Logger log = LoggerFactory.getLogger(RemoteWatch.class);

  private final Watches home;
  private final String bucket;
  private final WatchOptions options;
  private final WatchListener listener;
  private final ListenerCall calls;
  private final KeyFilters filters;
  private final WatchPosition position;
  private final IntervalFunction backoff;
  private final Mailbox mailbox;
  private final CompletableFuture<Void> positioned = new CompletableFuture<>();
  private volatile boolean closed;

  private @Nullable ConsumerFeed feed;
  private Standing standing = new Standing(0, 0, 0);
  private boolean relisted;
  private int failures;
  private int beginnings;
  private final SilenceTimer silence;
  private Cancellation pause = () -> {};

  /** {@code told} runs the mailbox, and so the listener. */
  RemoteWatch(
      Watches home, String bucket, WatchOptions options, WatchListener listener, Executor told) {
    this.home = home;
    this.bucket = bucket;
    this.options = options;
    this.listener = listener;
    this.calls = new ListenerCall("bucket '" + bucket + "'", home.scheduler().clock());
    this.filters = KeyFilters.of(options.filters());
    this.position = new WatchPosition(options.start());
    this.backoff = home.backoff();
    this.mailbox = new Mailbox(told);
    var longest = Duration.ofNanos(home.heartbeat().toNanos() * 5 / 2);
    this.silence = new SilenceTimer(home.scheduler(), mailbox, longest, () -> isSilentFor(longest));
  }

  void start() {
    mailbox.execute(this::begin);
  }

  /** The old connection's deliveries may be lost. */
  void reconnected() {
    mailbox.execute(this::begin);
  }

  /** Completes once it is known where the watch begins, or that this cannot be found out now. */
  CompletableFuture<Void> positioned() {
    return positioned;
  }

  @Override
  public long revision() {
    return position.revision();
  }

  @Override
  public void close() {
    closed = true;
    positioned.complete(null);
    home.ended(this);
    mailbox.execute(this::release);
  }

  /** Ends it by the store's doing, and tells the listener. */
  void end(HoldfastException why) {
    mailbox.execute(() -> ended(why));
  }

  private void begin() {
    release();
    if (closed) {
      return;
    }
    if (beginnings > 0) {
      home.events().resumed();
    }
    int beginning = ++beginnings;
    home.streams()
        .standing(bucket, Lane.RESERVED)
        .whenComplete((found, failure) -> ifCurrent(beginning, () -> stands(found, failure)));
  }

  private void stands(@Nullable Standing found, @Nullable Throwable failure) {
    if (found == null) {
      failed(failure);
      return;
    }
    standing = found;
    if (position.arrive(found)) {
      relisted = true;
      position.relist(found);
      home.events().resynced();
      log.info(
          "Watch of bucket '{}' lists again: history up to {} is gone", bucket, found.traceFloor());
      tell(
          "lost history",
          () -> listener.onResync(new CompactedException(bucket, Math.max(1, found.traceFloor()))));
    }
    positioned.complete(null);
    open();
  }

  private void open() {
    int beginning = beginnings;
    var request =
        new ConsumerRequest(
            bucket,
            home.newName(),
            home.link().inbox(),
            filters.asked(home.server().has(Feature.SEVERAL_FILTERS)),
            position.policy(relisted),
            position.revision() + 1,
            options.values(),
            home.heartbeat());
    var opened =
        new ConsumerFeed(
            home.link(), request, message -> ifCurrent(beginning, () -> received(message)));
    feed = opened;
    silence.heard();
    var message = request.create();
    home.requester()
        .make(
            new Call(
                "watch bucket '" + bucket + "'", Lane.RESERVED, Effect.REPEATABLE, left -> message))
        .whenComplete((reply, failure) -> ifCurrent(beginning, () -> created(reply, failure)));
  }

  private void created(@Nullable Reply reply, @Nullable Throwable failure) {
    if (reply == null) {
      failed(failure);
      return;
    }
    try {
      JsonFields info = Streams.result(reply, bucket);
      long waiting =
          info.number("num_pending", 0) + info.object("delivered").number("consumer_seq", 0);
      silence.heard();
      lookAgain(waiting == 0);
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /**
   * The bucket may have become another between the look at it and the consumer, which would then go
   * on in the middle of what is new.
   */
  private void lookAgain(boolean nothingWaits) {
    int beginning = beginnings;
    home.streams()
        .standing(bucket, Lane.RESERVED)
        .whenComplete(
            (found, failure) ->
                ifCurrent(beginning, () -> confirmed(found, failure, nothingWaits)));
  }

  private void confirmed(
      @Nullable Standing found, @Nullable Throwable failure, boolean nothingWaits) {
    ConsumerFeed current = feed;
    if (found == null || current == null) {
      failed(failure);
      return;
    }
    if (position.isOvertaken(found)) {
      log.info("Watch of bucket '{}' finds another one of that name and begins again", bucket);
      begin();
      return;
    }
    failures = 0;
    silence.watch();
    if (nothingWaits) {
      synced(standing.lastRevision());
    }
    for (Incoming message : current.confirm()) {
      if (current.isOpen()) {
        received(message);
      }
    }
  }

  private void received(Incoming message) {
    silence.heard();
    ConsumerFeed current = feed;
    if (current == null || current.holds(message)) {
      return;
    }
    try {
      if (ConsumerFeed.isControl(message)) {
        control(current, message);
      } else {
        delivered(current, message, AckSubject.parse(message.replyTo()));
      }
    } catch (RuntimeException e) {
      log.warn("Watch of bucket '{}' got something it cannot read and begins again", bucket, e);
      again();
    }
  }

  private void control(ConsumerFeed current, Incoming message) {
    if (!current.control(message)) {
      log.info("Watch of bucket '{}' missed a delivery and begins again", bucket);
      begin();
    } else if (ConsumerFeed.isHeartbeat(message)) {
      looked(ConsumerFeed.looked(message), ConsumerFeed.isStalled(message));
    }
  }

  /** A server that stalls has not sent all that it will, so its silence completes no listing. */
  private void looked(long revision, boolean stalled) {
    if (!stalled && revision >= standing.lastRevision()) {
      synced(standing.lastRevision());
    }
    if (home.server().holdfast()) {
      position.advance(revision);
    }
  }

  private void delivered(ConsumerFeed current, Incoming message, AckSubject delivery) {
    if (!current.isNext(delivery)) {
      log.info("Watch of bucket '{}' missed a delivery and begins again", bucket);
      begin();
      return;
    }
    if (delivery.revision() > position.revision()) {
      Entry entry =
          StoredMessage.delivered(
              new BucketId(bucket, position.incarnation()), message, delivery, options.values());
      if (filters.match(entry.key()) && (options.markers() || !entry.isMarker())) {
        tell(entry.key(), () -> listener.onEntry(entry));
      }
      position.advance(delivery.revision());
    }
    if (delivery.pending() == 0) {
      synced(Math.max(standing.lastRevision(), delivery.revision()));
    }
  }

  private void synced(long revision) {
    if (position.synced()) {
      return;
    }
    position.sync();
    position.advance(revision);
    tell("a whole state", () -> listener.onSynced(position.revision()));
  }

  /**
   * Hands {@code task} to the mailbox; done there unless another beginning or the end came first.
   */
  private void ifCurrent(int beginning, Runnable task) {
    mailbox.execute(
        () -> {
          if (beginning == beginnings && !closed) {
            task.run();
          }
        });
  }

  private void isSilentFor(Duration longest) {
    log.info("Watch of bucket '{}' heard nothing for {} and begins again", bucket, longest);
    begin();
  }

  private void failed(@Nullable Throwable failure) {
    positioned.complete(null);
    HoldfastException why =
        Failures.ours(failure == null ? new IllegalStateException("no answer") : failure);
    if (why instanceof NotFoundException
        || why instanceof UnauthorisedException
        || why instanceof InvalidArgumentException) {
      ended(why);
      return;
    }
    log.debug("Watch of bucket '{}' could not begin and tries again: {}", bucket, why.getMessage());
    again();
  }

  private void again() {
    release();
    failures++;
    int beginning = ++beginnings;
    pause =
        home.scheduler()
            .schedule(
                Duration.ofMillis(backoff.apply(Math.min(failures, 1000))),
                () -> ifCurrent(beginning, this::begin));
  }

  private void ended(HoldfastException why) {
    positioned.complete(null);
    release();
    beginnings++;
    if (!closed) {
      tell("the end of its watch", () -> listener.onClosed(why));
      closed = true;
      home.ended(this);
    }
  }

  private void release() {
    pause.cancel();
    silence.stop();
    ConsumerFeed current = feed;
    feed = null;
    if (current != null) {
      current.close();
    }
  }

  private void tell(String event, Runnable call) {
    if (!closed) {
      calls.tell(event, call);
    }
  }
}
