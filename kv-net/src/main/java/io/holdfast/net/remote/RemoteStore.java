package io.holdfast.net.remote;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Capabilities;
import io.holdfast.kv.Capabilities.Durability;
import io.holdfast.kv.Capabilities.TtlPrecision;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.Names;
import io.holdfast.kv.Waiting;
import io.holdfast.kv.command.CommandRules;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.net.extension.ExtensionSubject;
import io.holdfast.net.extension.InfoReply;
import io.holdfast.net.extension.Version;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.remote.Link.Outgoing;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A store on a server, reached over the NATS protocol. Thread-safe.
 *
 * <p>On a Holdfast server it is as strong as that server: linearizable, with transactions, owned
 * keys and every write exactly once. On any other NATS server it is what its key/value clients are:
 * puts, creates and updates on a condition, watches; {@link #capabilities} says which, and what is
 * missing is refused by name. What the version of such a server lacks is refused by name, too, but
 * for several filters of a watch, which are then applied here. It counts headers towards the size
 * of a value, and does not tell a watch that history between was dropped.
 *
 * <p>Each call has its outcome within the request time-out. While the server is away calls fail
 * with {@link io.holdfast.kv.UnavailableException}, or {@link
 * io.holdfast.kv.IndeterminateException} for a write whose answer was lost; the connection comes
 * back by itself and watches go on. Callbacks run on the scheduler's threads.
 */
public final class RemoteStore implements KeyValueStore {
  private final Link link;
  private final Requester requester;
  private final Streams streams;
  private final Watches watches;
  private final Reads reads;
  private final Writes writes;
  private final RemoteBucket.@Nullable Direct direct;
  private final Callbacks callbacks;
  private final Capabilities capabilities;
  private final Runnable closeScheduler;
  private final AtomicBoolean closed = new AtomicBoolean();

  private RemoteStore(
      Link link,
      Requester requester,
      Scheduler scheduler,
      RemoteOptions options,
      Optional<InfoReply> server,
      Runnable closeScheduler) {
    boolean holdfast = server.isPresent();
    var numbers = new RequestNumbers(UUID.randomUUID().toString().replace("-", ""));
    this.link = link;
    this.requester = requester;
    this.closeScheduler = closeScheduler;
    var features = new ServerFeatures(link, holdfast);
    this.streams = new Streams(requester, features);
    this.watches = new Watches(link, requester, streams, scheduler, options, features);
    var consumers = new ConsumerListing(watches, scheduler, options.requestTimeout());
    this.reads =
        holdfast
            ? new HoldfastReads(requester, consumers)
            : new PlainReads(requester, streams, consumers);
    this.writes =
        holdfast
            ? new HoldfastWrites(requester, link, numbers, options.requestTimeout())
            : new PlainWrites(requester, numbers, reads, features);
    this.direct =
        holdfast
            ? new RemoteBucket.Direct(
                new HoldfastReads(requester.direct(), consumers),
                new HoldfastWrites(requester.direct(), link, numbers, options.requestTimeout()))
            : null;
    this.callbacks = new Callbacks(scheduler);
    this.capabilities =
        server.map(info -> holdfast(link, info)).orElseGet(() -> plain(link, features));
    link.listen(watches);
    requester.events().opened(link, requester, watches);
  }

  /**
   * Connects and finds out what the server offers. Waits, at most for the connect and the request
   * time-out.
   *
   * @throws io.holdfast.kv.UnavailableException when no server answers
   * @throws io.holdfast.kv.UnauthorisedException when it refuses the credentials
   * @throws InterruptedException when the caller is interrupted; nothing stays open then
   */
  public static KeyValueStore connect(RemoteOptions options) throws InterruptedException {
    Link link = JnatsLink.connect(options);
    try {
      return over(link, options);
    } catch (RuntimeException | InterruptedException e) {
      link.close();
      throw e;
    }
  }

  /** A store over a link that is already there. */
  static RemoteStore over(Link link, RemoteOptions options) throws InterruptedException {
    Optional<Scheduler> callers = options.scheduler();
    if (callers.isPresent()) {
      return over(link, callers.get(), options, () -> {});
    }
    var own = ThreadScheduler.create(options.connectionName());
    try {
      return over(link, own, options, own::close);
    } catch (RuntimeException | InterruptedException e) {
      own.close();
      throw e;
    }
  }

  private static RemoteStore over(
      Link link, Scheduler scheduler, RemoteOptions options, Runnable closeScheduler)
      throws InterruptedException {
    var requester = new Requester(link, scheduler, options);
    link.listen(requester);
    return new RemoteStore(
        link, requester, scheduler, options, Waiting.on(probe(requester)), closeScheduler);
  }

  /** What the server says about itself; empty when it does not know our extension. */
  private static CompletionStage<Optional<InfoReply>> probe(Requester requester) {
    Bytes body = JsonBody.of(fields -> fields.number("v", Version.CURRENT));
    return Edge.of(
        requester
            .make(Call.read("ask what the server is", new Outgoing(ExtensionSubject.info(), body)))
            .thenApply(
                reply ->
                    reply.unserved() || reply.error().isPresent()
                        ? Optional.empty()
                        : Optional.of(InfoReply.read(reply.result()))));
  }

  private static Capabilities holdfast(Link link, InfoReply info) {
    return new Capabilities(
        "Holdfast server at " + link.url() + ": " + info.description(),
        true,
        true,
        TtlPrecision.MILLIS,
        info.durability());
  }

  private static Capabilities plain(Link link, ServerFeatures features) {
    return new Capabilities(
        "NATS server "
            + features.version()
            + " at "
            + link.url()
            + ", without owned keys and transactions",
        false,
        false,
        features.ttlPrecision(),
        Durability.UNKNOWN);
  }

  @Override
  public CompletionStage<Bucket> createBucketAsync(BucketConfig config) {
    return Edge.of(
        streams.create(CommandRules.check(config)).thenApply(done -> bucketOf(config.name())));
  }

  @Override
  public CompletionStage<Bucket> bucketAsync(String name) {
    Names.checkBucket(name);
    return Edge.of(streams.standing(name, Call.Lane.NORMAL).thenApply(standing -> bucketOf(name)));
  }

  @Override
  public CompletionStage<Bucket> updateBucketAsync(BucketConfig config) {
    return Edge.of(
        streams.update(CommandRules.check(config)).thenApply(done -> bucketOf(config.name())));
  }

  @Override
  public CompletionStage<Boolean> deleteBucketAsync(String name) {
    Names.checkBucket(name);
    return Edge.of(streams.delete(name));
  }

  @Override
  public CompletionStage<List<BucketStatus>> bucketsAsync() {
    CompletionStage<List<BucketStatus>> all = streams.all();
    return Edge.of(all);
  }

  private Bucket bucketOf(String name) {
    return new RemoteBucket(name, reads, writes, streams, watches, direct, callbacks);
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      watches.close();
      requester.close();
      requester.events().closed();
      link.close();
      closeScheduler.run();
    }
  }
}
