package io.holdfast.net.jetstream;

import io.holdfast.kv.Entry;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.net.connection.Router;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** The {@code CONSUMER} verbs. Thread-safe: immutable. */
final class ConsumerApi {
  private static final int NAMES_PAGE = 1024;
  private static final int LIST_PAGE = 256;
  private static final int MAX_NAME = 255;

  private final StoreReads reads;
  private final Consumers consumers;
  private final Router router;
  private final Supplier<ScheduledExecutorService> homes;

  ConsumerApi(
      StoreReads reads,
      Consumers consumers,
      Router router,
      Supplier<ScheduledExecutorService> homes) {
    this.reads = reads;
    this.consumers = consumers;
    this.router = router;
    this.homes = homes;
  }

  CompletionStage<Map<String, Object>> create(ApiRequest request) {
    StreamName stream = request.stream();
    RequestBody body = request.body();
    if (!body.text("stream_name").equals(stream.stream())) {
      throw ApiError.nameMismatch();
    }
    RequestBody config = body.object("config");
    String further = request.furtherArguments();
    int dot = further.indexOf('.');
    String subjectName = dot < 0 ? further : further.substring(0, dot);
    checkFilter(dot < 0 ? "" : further.substring(dot + 1), config);
    String name = name(subjectName, config);
    ConsumerConfig wanted = ConsumerConfig.read(stream, name, config);
    return reads
        .bucket(stream, bucket -> bucket)
        .thenCompose(bucket -> create(stream, bucket, wanted, body.text("action")));
  }

  private static void checkFilter(String subjectFilter, RequestBody config) {
    if (subjectFilter.isEmpty()) {
      return;
    }
    if (!config.texts("filter_subjects").isEmpty()) {
      throw new ApiError(
          400, 10137, "consumer with multiple subject filters cannot use subject based API");
    }
    if (!config.text("filter_subject").equals(subjectFilter)) {
      throw new ApiError(
          400, 10131, "consumer create request did not match filtered subject from create subject");
    }
  }

  private static String name(String subjectName, RequestBody config) {
    String name = config.text("name").isEmpty() ? config.text("durable_name") : config.text("name");
    if (!subjectName.isEmpty() && !name.isEmpty() && !subjectName.equals(name)) {
      throw new ApiError(
          400, 10017, "consumer name in subject does not match durable name in request");
    }
    String chosen = subjectName.isEmpty() ? name : subjectName;
    if (chosen.isEmpty()) {
      return Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 41), 36);
    }
    boolean legal =
        chosen.length() <= MAX_NAME
            && chosen
                .chars()
                .noneMatch(
                    c -> c <= ' ' || c == '.' || c == '*' || c == '>' || c == '/' || c == '\\');
    if (!legal) {
      throw ApiError.invalidConfig(
          "consumer name '" + chosen + "' must have no blank and none of . * > / \\");
    }
    return chosen;
  }

  private CompletionStage<Map<String, Object>> create(
      StreamName stream, BucketView bucket, ConsumerConfig wanted, String action) {
    if (action.equals("update") && consumers.find(stream, wanted.name()) == null) {
      throw new ApiError(400, 10149, "consumer does not exist");
    }
    ServedConsumer consumer =
        ServedConsumer.of(stream, wanted, Instant.now(), router, homes.get(), consumers);
    ServedConsumer existing = consumers.add(consumer);
    if (existing != null) {
      if (!existing.config().echo().equalTo(wanted.echo())) {
        throw new ApiError(400, 10148, "consumer already exists");
      }
      return existing.info().thenApply(ConsumerState::json);
    }
    return CompletableFuture.supplyAsync(() -> open(consumer, bucket), consumer.home())
        .whenComplete(
            (state, failure) -> {
              if (failure != null) {
                consumer.end();
              }
            })
        .thenApply(ConsumerState::json);
  }

  /** Opens the feed at the consumer's home; the state is that before anything is delivered. */
  private static ConsumerState open(ServedConsumer consumer, BucketView bucket) {
    consumer.start(feed(consumer, bucket));
    return consumer.state();
  }

  private static ConsumerFeed feed(ServedConsumer consumer, BucketView bucket) {
    ConsumerConfig config = consumer.config();
    List<String> keys = config.keyFilters(consumer.stream());
    if (keys.isEmpty()) {
      return ConsumerFeed.empty(bucket.id().incarnation(), bucket.lastRevision());
    }
    Start start = start(config, bucket, keys);
    return new CursorFeed(bucket, keys, start, before(start, bucket), consumer::wake);
  }

  private static Start start(ConsumerConfig config, BucketView bucket, List<String> keys) {
    return switch (config.deliverPolicy()) {
      case ConsumerConfig.LAST_PER_SUBJECT -> Start.LATEST;
      case "new" -> Start.UPDATES;
      case ConsumerConfig.BY_START_SEQUENCE -> Start.from(config.startSequence());
      case ConsumerConfig.BY_START_TIME ->
          Start.from(Revisions.firstAtOrAfter(bucket, Timestamps.parse(config.startTime())));
      case "last" -> Start.from(newest(bucket, keys));
      default -> Start.HISTORY;
    };
  }

  private static long newest(BucketView bucket, List<String> keys) {
    long newest = 0;
    for (String filter : keys) {
      Entry entry = Revisions.newestMatching(bucket, filter);
      newest = entry == null ? newest : Math.max(newest, entry.revision());
    }
    return newest == 0 ? bucket.lastRevision() + 1 : newest;
  }

  private static long before(Start start, BucketView bucket) {
    if (start instanceof Start.From from) {
      return from.revision() - 1;
    }
    if (start instanceof Start.Updates) {
      return bucket.lastRevision();
    }
    return 0;
  }

  CompletionStage<Map<String, Object>> info(ApiRequest request) {
    StreamName stream = request.stream();
    return reads
        .bucket(stream, bucket -> existing(stream, request.furtherArguments()))
        .thenCompose(ServedConsumer::info)
        .thenApply(ConsumerState::json);
  }

  CompletionStage<Map<String, Object>> delete(ApiRequest request) {
    if (!request.body().isEmpty()) {
      throw ApiError.emptyPayloadExpected();
    }
    StreamName stream = request.stream();
    return reads.bucket(
        stream,
        bucket -> {
          ServedConsumer consumer = existing(stream, request.furtherArguments());
          consumers.remove(consumer);
          consumer.end();
          return Map.of("success", true);
        });
  }

  private ServedConsumer existing(StreamName stream, String name) {
    ServedConsumer consumer = consumers.find(stream, name);
    if (consumer == null) {
      throw ApiError.consumerNotFound();
    }
    return consumer;
  }

  CompletionStage<Map<String, Object>> names(ApiRequest request) {
    StreamName stream = request.stream();
    RequestBody body = request.body();
    return reads.bucket(
        stream,
        bucket ->
            StreamApi.paged(
                "consumers",
                NAMES_PAGE,
                body,
                consumers.of(stream),
                consumer -> consumer.config().name()));
  }

  CompletionStage<Map<String, Object>> list(ApiRequest request) {
    StreamName stream = request.stream();
    RequestBody body = request.body();
    return reads.bucket(stream, bucket -> consumers.of(stream)).thenCompose(all -> page(body, all));
  }

  /** Only those that are shown are asked, since each has to count what is pending. */
  private CompletableFuture<Map<String, Object>> page(RequestBody body, List<ServedConsumer> all) {
    var asked = new ArrayList<CompletableFuture<ConsumerState>>();
    Map<String, Object> page =
        StreamApi.paged(
            "consumers",
            LIST_PAGE,
            body,
            all,
            consumer -> {
              asked.add(consumer.info());
              return consumer.config().name();
            });
    return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              Map<String, Object> shown = new LinkedHashMap<>(page);
              shown.put("consumers", asked.stream().map(state -> state.join().json()).toList());
              return shown;
            });
  }
}
