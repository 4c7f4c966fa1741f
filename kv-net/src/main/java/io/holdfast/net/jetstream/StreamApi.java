package io.holdfast.net.jetstream;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.net.protocol.Subjects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The {@code STREAM} verbs: buckets as streams. Thread-safe: immutable. */
final class StreamApi {
  private static final int NAMES_PAGE = 1024;
  private static final int LIST_PAGE = 256;

  /** Most subjects of one request that are compared with those of each bucket. */
  private static final int MOST_COMPARED = 16;

  private final LocalStore store;
  private final StoreReads reads;
  private final Consumers consumers;
  private final Sourcing sourcing;
  private final Executor scans;
  private final int maxReplicas;

  StreamApi(
      LocalStore store,
      StoreReads reads,
      Consumers consumers,
      Sourcing sourcing,
      Executor scans,
      int maxReplicas) {
    this.store = store;
    this.reads = reads;
    this.consumers = consumers;
    this.sourcing = sourcing;
    this.scans = scans;
    this.maxReplicas = maxReplicas;
  }

  CompletionStage<Map<String, Object>> create(ApiRequest request) {
    BucketConfig config = config(request);
    return store
        .submit(new Command.CreateBucket(config))
        .thenApply(outcome -> created(new StreamName(config.name()), outcome));
  }

  private Map<String, Object> created(StreamName name, Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused) {
      throw Refusals.ofBucket(refused.refusal());
    }
    Map<String, Object> json = info(reads.existing(name));
    json.put("did_create", true);
    return json;
  }

  CompletionStage<Map<String, Object>> update(ApiRequest request) {
    if (StreamName.ofStream(request.arguments()) == null) {
      throw ApiError.streamNotFound();
    }
    BucketConfig config = config(request);
    var name = new StreamName(config.name());
    return store
        .submit(new Command.UpdateBucket(config))
        .thenApply(
            outcome -> {
              if (outcome instanceof Outcome.Refused refused) {
                throw Refusals.ofBucket(refused.refusal());
              }
              return info(reads.existing(name));
            });
  }

  private BucketConfig config(ApiRequest request) {
    RequestBody body = request.body();
    String stream = request.arguments();
    if (!body.text("name").equals(stream)) {
      throw ApiError.nameMismatch();
    }
    StreamName name = StreamName.ofStream(stream);
    refuseOverlap(stream, name, body.texts("subjects"));
    if (name == null) {
      throw ApiError.invalidConfig(
          "stream '"
              + stream
              + "' cannot be served: only key/value buckets are, as streams named KV_<bucket> with"
              + " letters, digits, '_' and '-'");
    }
    BucketConfig config = StreamConfig.read(name, body, maxReplicas);
    SourceConfig.refuseCycle(store.view(), config);
    return config;
  }

  private void refuseOverlap(String stream, @Nullable StreamName own, List<String> subjects) {
    if (own != null && subjects.equals(List.of(own.subjects()))) {
      return; // What every client asks for can overlap with no other bucket's.
    }
    for (String subject : subjects.subList(0, Math.min(subjects.size(), MOST_COMPARED))) {
      for (String bucket : store.view().bucketNames()) {
        var other = new StreamName(bucket);
        if (!other.stream().equals(stream) && Subjects.overlap(other.subjects(), subject)) {
          throw new ApiError(400, 10065, "subjects overlap with an existing stream");
        }
      }
    }
  }

  CompletionStage<Map<String, Object>> info(ApiRequest request) {
    RequestBody body = request.body();
    String filter = body.text("subjects_filter");
    StreamName name = request.onlyStream();
    if (filter.isEmpty() && !body.flag("deleted_details")) {
      return reads.bucket(
          name,
          bucket -> {
            Map<String, Object> json = info(bucket);
            json.putAll(page(0, 0, 0));
            return json;
          });
    }
    return reads
        .bucket(name, bucket -> bucket)
        .thenApplyAsync(bucket -> detailed(name, bucket, body, filter), scans);
  }

  private Map<String, Object> detailed(
      StreamName name, BucketView bucket, RequestBody body, String filter) {
    Map<String, Object> json = info(bucket);
    Map<String, Object> state = new LinkedHashMap<>(RequestBody.objectIn(json, "state"));
    json.put("state", state);
    if (body.flag("deleted_details")) {
      List<Long> deleted = StreamInfo.deleted(bucket);
      if (!deleted.isEmpty()) {
        state.put("deleted", deleted);
      }
    }
    if (filter.isEmpty()) {
      json.putAll(page(0, 0, 0));
      return json;
    }
    String keys = name.keyFilter(filter);
    Map<String, Long> subjects = keys == null ? Map.of() : StreamInfo.subjects(bucket, name, keys);
    int offset = Math.min(offset(body), subjects.size());
    Map<String, Long> shown = new LinkedHashMap<>();
    subjects.entrySet().stream()
        .skip(offset)
        .limit(StreamInfo.SUBJECTS_LIMIT)
        .forEach(entry -> shown.put(entry.getKey(), entry.getValue()));
    if (!shown.isEmpty()) {
      state.put("subjects", shown);
    }
    json.putAll(page(subjects.size(), offset, StreamInfo.SUBJECTS_LIMIT));
    return json;
  }

  CompletionStage<Map<String, Object>> delete(ApiRequest request) {
    if (!request.body().isEmpty()) {
      throw ApiError.emptyPayloadExpected();
    }
    StreamName name = request.onlyStream();
    return store
        .submit(new Command.DeleteBucket(name.bucket()))
        .thenApply(
            outcome -> {
              refuseMissing(outcome);
              consumers.endAll(name);
              return Map.of("success", true);
            });
  }

  private static void refuseMissing(Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused) {
      throw Refusals.ofBucket(refused.refusal());
    }
    if (outcome instanceof Outcome.Removed removed && removed.count() == 0) {
      throw ApiError.streamNotFound();
    }
  }

  CompletionStage<Map<String, Object>> names(ApiRequest request) {
    RequestBody body = request.body();
    return reads.afterFence(
        () -> paged("streams", NAMES_PAGE, body, matching(body), StreamName::stream));
  }

  CompletionStage<Map<String, Object>> list(ApiRequest request) {
    RequestBody body = request.body();
    return reads.afterFence(
        () -> paged("streams", LIST_PAGE, body, present(matching(body)), this::info));
  }

  /** Those that no deletion under way has taken meanwhile. */
  private List<BucketView> present(List<StreamName> names) {
    var present = new ArrayList<BucketView>();
    for (StreamName name : names) {
      BucketView bucket = reads.view(name);
      if (bucket != null) {
        present.add(bucket);
      }
    }
    return present;
  }

  private List<StreamName> matching(RequestBody body) {
    String subject = body.text("subject");
    var matching = new ArrayList<StreamName>();
    for (String bucket : store.view().bucketNames()) {
      var name = new StreamName(bucket);
      if (subject.isEmpty() || Subjects.overlap(subject, name.subjects())) {
        matching.add(name);
      }
    }
    return matching;
  }

  CompletionStage<Map<String, Object>> purge(ApiRequest request) {
    RequestBody body = request.body();
    StreamName name = request.onlyStream();
    long below = body.sequence("seq");
    long keep = body.sequence("keep");
    if (below > 0 && keep > 0) {
      throw ApiError.badRequest("seq and keep cannot be given together");
    }
    String subject = body.text("filter");
    String filter = subject.isEmpty() ? ">" : name.keyFilter(subject);
    if (filter == null) {
      return reads.bucket(name, bucket -> purged(0));
    }
    return store
        .submit(
            new Command.PurgeEntries(
                name.bucket(), filter, below == 0 ? Long.MAX_VALUE : below, keep))
        .thenApply(
            outcome -> {
              if (outcome instanceof Outcome.Refused refused) {
                throw Refusals.ofBucket(refused.refusal());
              }
              return purged(outcome instanceof Outcome.Removed removed ? removed.count() : 0);
            });
  }

  private static Map<String, Object> purged(long count) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("success", true);
    json.put("purged", count);
    return json;
  }

  private Map<String, Object> info(BucketView bucket) {
    var name = new StreamName(bucket.id().name());
    Map<String, Object> json = StreamInfo.json(bucket, consumers.count(name));
    if (!bucket.config().sources().isEmpty()) {
      json.put("sources", sourcing.info(bucket));
    }
    return json;
  }

  private static int offset(RequestBody body) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, body.number("offset", 0)));
  }

  private static Map<String, Object> page(int total, int offset, int limit) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("total", total);
    page.put("offset", offset);
    page.put("limit", limit);
    return page;
  }

  /** One page of {@code all}, from the offset asked for; only what is shown is converted. */
  static <T> Map<String, Object> paged(
      String field, int limit, RequestBody body, List<T> all, Function<T, Object> show) {
    int offset = Math.min(offset(body), all.size());
    Map<String, Object> json = page(all.size(), offset, limit);
    json.put(
        field,
        all.subList(offset, Math.min(all.size(), offset + limit)).stream().map(show).toList());
    return json;
  }
}
