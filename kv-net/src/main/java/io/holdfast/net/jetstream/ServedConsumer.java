package io.holdfast.net.jetstream;

import io.holdfast.net.connection.Reply;
import io.holdfast.net.connection.Router;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of this node. It lives on its home, one event loop; what is said to be thread-safe
 * hands over to it.
 */
interface ServedConsumer {
  /** A consumer that pushes or is asked, as {@code config} says. */
  static ServedConsumer of(
      StreamName stream,
      ConsumerConfig config,
      Instant created,
      Router router,
      ScheduledExecutorService home,
      ConsumerListener listener) {
    return config.isPull()
        ? new PullConsumer(stream, config, created, router, home, listener)
        : new PushConsumer(stream, config, created, router, home, listener);
  }

  StreamName stream();

  ConsumerConfig config();

  /** When it was made. */
  Instant created();

  ScheduledExecutorService home();

  /** Begins with {@code source}, which it closes when it ends. At home only. */
  void start(ConsumerFeed source);

  /** Goes on with {@code source} where it was when it was remembered. At home only. */
  void resume(RememberedConsumer from, ConsumerFeed source);

  /**
   * What is to be known to {@link #resume}; null before it began and after its end. At home only.
   */
  @Nullable RememberedConsumer remember();

  /** Its state. At home only. */
  ConsumerState state();

  /** Has it look for something to do, soon. Thread-safe. */
  void wake();

  /**
   * Takes what a client says about a message; {@code reply} is told when that is done. A consumer
   * that expects nothing passes over it. Thread-safe.
   */
  void take(Acknowledgement acknowledgement, Reply reply);

  /** Ends it at once. Idempotent. At home only. */
  void endNow();

  /** Ends it. Idempotent. Thread-safe. */
  default void end() {
    home().execute(this::endNow);
  }

  /** See {@link #remember}, for a consumer that reads {@code feed}. */
  default RememberedConsumer remembered(Deliveries deliveries, ConsumerFeed feed) {
    PendingAcks.Floor resumption = deliveries.resumption();
    return new RememberedConsumer(
        RememberedConsumer.Id.of(this),
        feed.incarnation(),
        created(),
        resumption.consumerSequence(),
        resumption.streamSequence(),
        feed.newestOnlyUpTo(),
        config().echo().json());
  }

  /** Its state, with numbers of one instant. Thread-safe. */
  default CompletableFuture<ConsumerState> info() {
    return CompletableFuture.supplyAsync(this::state, home());
  }
}
