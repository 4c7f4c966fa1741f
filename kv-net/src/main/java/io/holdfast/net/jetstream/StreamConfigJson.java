package io.holdfast.net.jetstream;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketConfig.StreamFlags;
import io.holdfast.kv.Republish;
import io.holdfast.kv.StorageKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The filled-in configuration of a stream, as every response carries it. */
final class StreamConfigJson {
  private StreamConfigJson() {}

  /** The configuration of a bucket as its stream's. */
  static Map<String, Object> of(BucketConfig config) {
    var name = new StreamName(config.name());
    StreamFlags flags = config.flags();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name.stream());
    if (!config.description().isEmpty()) {
      json.put("description", config.description());
    }
    json.put("subjects", List.of(name.subjects()));
    json.put("retention", "limits");
    json.put("max_consumers", -1);
    json.put("max_msgs", -1);
    json.put("max_bytes", config.maxBytes());
    json.put("max_age", config.ttl().toNanos());
    json.put("max_msgs_per_subject", config.history());
    json.put("max_msg_size", config.maxValueBytes());
    json.put("discard", flags.discardNew() ? "new" : "old");
    json.put("storage", config.storage() == StorageKind.MEMORY ? "memory" : "file");
    json.put("num_replicas", config.replicas());
    json.put("duplicate_window", config.duplicateWindow().toNanos());
    json.put("compression", config.compressed() ? "s2" : "none");
    Republish republish = config.republish();
    if (republish != null) {
      json.put("republish", RepublishConfig.json(republish));
    }
    if (!config.sources().isEmpty()) {
      json.put("sources", SourceConfig.json(config.sources()));
    }
    json.put("allow_direct", flags.allowDirect());
    json.put("mirror_direct", false);
    json.put("sealed", false);
    json.put("deny_delete", flags.denyDelete());
    json.put("deny_purge", flags.denyPurge());
    json.put("allow_rollup_hdrs", flags.allowRollup());
    json.put("consumer_limits", Map.of());
    json.put("allow_msg_ttl", flags.perKeyTtl());
    if (flags.atomicBatches()) {
      json.put("allow_atomic", true);
    }
    if (!config.limitMarkerTtl().isZero()) {
      json.put("subject_delete_marker_ttl", config.limitMarkerTtl().toNanos());
    }
    if (!config.metadata().isEmpty()) {
      json.put("metadata", config.metadata());
    }
    return json;
  }
}
