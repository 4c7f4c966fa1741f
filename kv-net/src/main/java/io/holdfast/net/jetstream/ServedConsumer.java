package io.holdfast.net.jetstream;

import io.holdfast.net.connection.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A consumer of this node. It lives on its home, one event loop; what is said to be thread-safe
 * hands over to it.
 */
interface ServedConsumer {
  StreamName stream();

  ConsumerConfig config();

  ScheduledExecutorService home();

  /** Begins with {@code source}, which it closes when it ends. At home only. */
  void start(ConsumerFeed source);

  /** Its state. At home only. */
  ConsumerState state();

  /** Has it look for something to do, soon. Thread-safe. */
  void wake();

  /**
   * Takes what a client says about a message; {@code reply} is told when that is done. A consumer
   * that expects nothing passes over it. Thread-safe.
   */
  void take(Acknowledgement acknowledgement, Reply reply);

  /** Ends it. Idempotent. Thread-safe. */
  void end();

  /** Its state, with numbers of one instant. Thread-safe. */
  default CompletableFuture<ConsumerState> info() {
    return CompletableFuture.supplyAsync(this::state, home());
  }
}
