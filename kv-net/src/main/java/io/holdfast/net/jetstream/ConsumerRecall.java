package io.holdfast.net.jetstream;

import io.holdfast.kv.watch.BucketView;
import io.holdfast.net.connection.Router;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves remembered consumers again. Those of a bucket begin when the bucket is as new as it was
 * when they stopped, which in a cluster may take a while. Thread-safe: immutable.
 */
record ConsumerRecall(
    StoreReads reads,
    Consumers consumers,
    Router router,
    Supplier<ScheduledExecutorService> homes) {
  private static final Logger log = LoggerFactory.getLogger(ConsumerRecall.class);
  private static final long RETRY_MILLIS = 500;

  /** Completes when each is served again or given up. */
  CompletableFuture<Void> serve(Collection<RememberedConsumer> remembered) {
    Map<String, List<RememberedConsumer>> byBucket = new HashMap<>();
    for (RememberedConsumer consumer : remembered) {
      byBucket.computeIfAbsent(consumer.id().bucket(), bucket -> new ArrayList<>()).add(consumer);
    }
    var all = new ArrayList<CompletableFuture<Void>>();
    byBucket.forEach((bucket, those) -> all.add(serve(new StreamName(bucket), those)));
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Void> serve(StreamName stream, List<RememberedConsumer> those) {
    var done = new CompletableFuture<Void>();
    attempt(stream, those, done);
    return done;
  }

  private void attempt(
      StreamName stream, List<RememberedConsumer> those, CompletableFuture<Void> done) {
    var unusedLook =
        reads
            .bucket(stream, bucket -> bucket)
            .whenComplete(
                (bucket, failure) -> {
                  if (failure == null) {
                    those.forEach(consumer -> begin(stream, bucket, consumer));
                    done.complete(null);
                  } else if (causeOf(failure) instanceof ApiError gone) {
                    log.debug("{}: {}", stream.stream(), gone.description());
                    done.complete(null);
                  } else {
                    // Without a leader, say; it ends with the event loops.
                    var unusedRetry =
                        homes
                            .get()
                            .schedule(
                                () -> attempt(stream, those, done),
                                RETRY_MILLIS,
                                TimeUnit.MILLISECONDS);
                  }
                });
  }

  private static Throwable causeOf(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  private void begin(StreamName stream, BucketView bucket, RememberedConsumer from) {
    if (!from.belongsTo(bucket)) {
      return;
    }
    ServedConsumer consumer;
    try {
      ConsumerConfig config =
          ConsumerConfig.read(stream, from.id().name(), RequestBody.parse(from.config()));
      consumer = ServedConsumer.of(stream, config, from.created(), router, homes.get(), consumers);
    } catch (ApiError e) {
      log.warn("Consumer {} cannot go on: {}", from.id(), e.description());
      return;
    }
    // A client that was quicker has made its own of the name.
    if (consumers.add(consumer) == null) {
      consumer.home().execute(() -> consumer.resume(from, feed(consumer, bucket, from)));
    }
  }

  private static ConsumerFeed feed(
      ServedConsumer consumer, BucketView bucket, RememberedConsumer from) {
    List<String> keys = consumer.config().keyFilters(consumer.stream());
    return keys.isEmpty()
        ? ConsumerFeed.empty(bucket.id().incarnation(), from.streamSequence())
        : CursorFeed.resting(
            bucket, keys, from.streamSequence(), from.newestOnlyUpTo(), consumer::wake);
  }
}
