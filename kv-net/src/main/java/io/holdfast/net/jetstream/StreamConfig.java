package io.holdfast.net.jetstream;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketConfig.StreamFlags;
import io.holdfast.kv.Republish;
import io.holdfast.kv.StorageKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Translates between JetStream's stream configuration and a bucket's. What a bucket cannot be is
 * refused with error 10052 and the reason; {@code placement} is ignored, since all buckets live in
 * one place.
 */
final class StreamConfig {
  private static final String RESERVED_METADATA = "_nats.";
  private static final List<String> UNSUPPORTED_OBJECTS =
      List.of("mirror", "sources", "subject_transform");
  private static final List<String> UNSUPPORTED_FLAGS =
      List.of(
          "sealed",
          "no_ack",
          "discard_new_per_subject",
          "allow_msg_counter",
          "allow_atomic",
          "allow_msg_schedules",
          "allow_batched");
  private static final List<String> UNSUPPORTED_LIMITS =
      List.of("max_msgs", "max_consumers", "first_seq");

  private StreamConfig() {}

  /**
   * The bucket that {@code body} asks for.
   *
   * @throws ApiError 10052 or 10074 when there can be no such bucket
   */
  static BucketConfig read(StreamName name, RequestBody body, int maxReplicas) {
    refuseUnsupported(name, body);
    long replicas = Math.max(1, body.number("num_replicas", 1));
    if (replicas > maxReplicas) {
      throw maxReplicas == 1
          ? new ApiError(500, 10074, "replicas > 1 not supported in non-clustered mode")
          : new ApiError(
              400,
              10005,
              "no suitable peers for placement, "
                  + maxReplicas
                  + " nodes for "
                  + replicas
                  + " replicas");
    }
    Duration ttl = duration(body, "max_age");
    if (!ttl.isZero() && ttl.toMillis() < 100) {
      throw ApiError.invalidConfig("max age needs to be >= 100ms");
    }
    Duration window = duration(body, "duplicate_window");
    if (!ttl.isZero() && window.compareTo(ttl) > 0) {
      throw ApiError.invalidConfig("duplicates window can not be larger then max age");
    }
    if (!window.isZero() && window.toMillis() < 100) {
      throw ApiError.invalidConfig("duplicates window needs to be >= 100ms");
    }
    Duration markerTtl = duration(body, "subject_delete_marker_ttl");
    if (!markerTtl.isZero() && markerTtl.toSeconds() < 1) {
      throw ApiError.invalidConfig("subject delete marker TTL must be at least 1 second");
    }
    return BucketConfig.builder(name.bucket())
        .description(body.text("description"))
        .history(history(body))
        .ttl(ttl)
        .maxValueBytes(limit(body, "max_msg_size"))
        .maxBytes(limit(body, "max_bytes"))
        .storage("memory".equals(body.text("storage")) ? StorageKind.MEMORY : StorageKind.FILE)
        .replicas((int) replicas)
        .limitMarkerTtl(markerTtl)
        .duplicateWindow(window)
        .compressed("s2".equals(body.text("compression")))
        .metadata(metadata(body))
        .flags(flags(body, !markerTtl.isZero()))
        .republish(RepublishConfig.read(name, body))
        .build();
  }

  private static void refuseUnsupported(StreamName name, RequestBody body) {
    if (!body.texts("subjects").equals(List.of(name.subjects()))) {
      throw ApiError.invalidConfig(
          "stream '"
              + name.stream()
              + "' is served as a key/value bucket, so its subjects must be [\""
              + name.subjects()
              + "\"], got "
              + body.texts("subjects"));
    }
    String retention = body.text("retention");
    if (!retention.isEmpty() && !retention.equals("limits")) {
      throw ApiError.invalidConfig(
          "retention '" + retention + "' is not supported, only 'limits' is");
    }
    for (String field : UNSUPPORTED_OBJECTS) {
      Object value = body.raw(field);
      boolean empty =
          value == null
              || (value instanceof List<?> list && list.isEmpty())
              || (value instanceof Map<?, ?> map && map.isEmpty());
      if (!empty) {
        throw ApiError.invalidConfig("'" + field + "' is not supported");
      }
    }
    for (String field : UNSUPPORTED_FLAGS) {
      if (body.flag(field)) {
        throw ApiError.invalidConfig("'" + field + "' is not supported");
      }
    }
    for (String field : UNSUPPORTED_LIMITS) {
      if (body.number(field, 0) > (field.equals("first_seq") ? 1 : 0)) {
        throw ApiError.invalidConfig("'" + field + "' is not supported");
      }
    }
  }

  private static int history(RequestBody body) {
    long history = body.number("max_msgs_per_subject", 0);
    if (history < 1 || history > BucketConfig.MAX_HISTORY) {
      throw ApiError.invalidConfig(
          "max_msgs_per_subject of a key/value bucket must be 1 to "
              + BucketConfig.MAX_HISTORY
              + ", got "
              + history);
    }
    return (int) history;
  }

  private static StreamFlags flags(RequestBody body, boolean limitMarkers) {
    boolean denyPurge = body.flag("deny_purge") && !limitMarkers;
    boolean rollup = body.flag("allow_rollup_hdrs") || limitMarkers;
    if (rollup && denyPurge) {
      throw ApiError.invalidConfig("roll-ups require the purge permission");
    }
    return new StreamFlags(
        body.flag("allow_direct"),
        body.flag("deny_delete"),
        denyPurge,
        rollup,
        body.flag("allow_msg_ttl") || limitMarkers,
        "new".equals(body.text("discard")));
  }

  private static Map<String, String> metadata(RequestBody body) {
    var metadata = new TreeMap<>(body.namesAndTexts("metadata"));
    metadata.keySet().removeIf(name -> name.startsWith(RESERVED_METADATA));
    return metadata;
  }

  private static long limit(RequestBody body, String field) {
    long limit = body.number(field, -1);
    return limit <= 0 ? -1 : limit;
  }

  private static Duration duration(RequestBody body, String field) {
    return Duration.ofNanos(Math.max(0, body.number(field, 0)));
  }

  /** The filled-in configuration, as every response carries it. */
  static Map<String, Object> json(BucketConfig config) {
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
    json.put("allow_direct", flags.allowDirect());
    json.put("mirror_direct", false);
    json.put("sealed", false);
    json.put("deny_delete", flags.denyDelete());
    json.put("deny_purge", flags.denyPurge());
    json.put("allow_rollup_hdrs", flags.allowRollup());
    json.put("consumer_limits", Map.of());
    json.put("allow_msg_ttl", flags.perKeyTtl());
    if (!config.limitMarkerTtl().isZero()) {
      json.put("subject_delete_marker_ttl", config.limitMarkerTtl().toNanos());
    }
    if (!config.metadata().isEmpty()) {
      json.put("metadata", config.metadata());
    }
    return json;
  }
}
