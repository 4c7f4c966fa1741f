package io.holdfast.net.jetstream;

import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.StateUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The {@code INFO} verb: what JetStream is like here. Thread-safe: immutable. */
final class AccountApi {
  private static final List<String> LIMITS =
      List.of(
          "max_memory",
          "max_storage",
          "max_streams",
          "max_consumers",
          "max_ack_pending",
          "memory_max_stream_bytes",
          "storage_max_stream_bytes");

  private final StoreReads reads;
  private final Consumers consumers;
  private final ApiCounts counts;

  AccountApi(StoreReads reads, Consumers consumers, ApiCounts counts) {
    this.reads = reads;
    this.consumers = consumers;
    this.counts = counts;
  }

  CompletionStage<Map<String, Object>> info(ApiRequest request) {
    return reads.afterFence(this::info);
  }

  private Map<String, Object> info() {
    List<String> buckets = reads.store().view().bucketNames();
    StateUsage usage = reads.store().view().usage();
    Map<String, Object> limits = new LinkedHashMap<>();
    LIMITS.forEach(name -> limits.put(name, -1));
    limits.put("max_storage", usage.quota());
    limits.put("max_bytes_required", false);
    Map<String, Object> json = new LinkedHashMap<>();
    // All buckets count as storage, whatever they asked for, since they share one quota.
    json.put("memory", 0);
    json.put("storage", usage.bytes());
    json.put("reserved_memory", 0);
    json.put("reserved_storage", reserved(buckets));
    json.put("streams", buckets.size());
    json.put("consumers", consumers.count());
    json.put("limits", limits);
    Map<String, Object> api = new LinkedHashMap<>();
    api.put("level", ApiService.API_LEVEL);
    api.put("total", counts.requests());
    api.put("errors", counts.errors());
    json.put("api", api);
    return json;
  }

  /** What the buckets with a limit of their own may take in all. */
  private long reserved(List<String> buckets) {
    long reserved = 0;
    for (String bucket : buckets) {
      BucketView view = reads.view(new StreamName(bucket));
      if (view != null && view.config().maxBytes() > 0) {
        long sum = reserved + view.config().maxBytes();
        reserved = sum < 0 ? Long.MAX_VALUE : sum;
      }
    }
    return reserved;
  }
}
