package io.holdfast.net.jetstream;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketConfig.StreamFlags;
import io.holdfast.kv.StorageKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads JetStream's stream configuration as a bucket's, with the defaults of {@code nats-server}:
 * 0, -1 and absent are one. What a bucket cannot be is refused, never passed over: see {@link
 * UnservedField} for whole fields. {@link StreamConfigJson} is the way back.
 */
final class StreamConfig {
  private static final String RESERVED_METADATA = "_nats.";
  private static final int MOST_REPLICAS = 5;

  private final StreamName name;
  private final RequestBody body;

  private StreamConfig(StreamName name, RequestBody body) {
    this.name = name;
    this.body = body;
  }

  /**
   * The bucket that {@code body} asks for.
   *
   * @param maxReplicas the size of the cluster
   * @throws ApiError 10052 with the reason, 10005, 10074 or 10157 when there can be no such bucket;
   *     10025 when a field has another type or an unknown value
   */
  static BucketConfig read(StreamName name, RequestBody body, int maxReplicas) {
    UnservedField.refuseIn(body);
    return new StreamConfig(name, body).read(maxReplicas);
  }

  private BucketConfig read(int maxReplicas) {
    checkSubjects();
    checkRetention();
    checkPlacement();
    Duration ttl = ttl();
    Duration markerTtl = markerTtl();
    return BucketConfig.builder(name.bucket())
        .description(body.text("description"))
        .history(history())
        .ttl(ttl)
        .maxValueBytes(limit("max_msg_size"))
        .maxBytes(limit("max_bytes"))
        .storage(
            body.oneOf("storage", "file", "memory").equals("memory")
                ? StorageKind.MEMORY
                : StorageKind.FILE)
        .replicas(replicas(maxReplicas))
        .limitMarkerTtl(markerTtl)
        .duplicateWindow(duplicateWindow(ttl))
        .compressed(body.oneOf("compression", "none", "s2").equals("s2"))
        .metadata(metadata())
        .flags(flags(!markerTtl.isZero()))
        .republish(RepublishConfig.read(name, body))
        .sources(SourceConfig.read(name, body))
        .build();
  }

  private void checkSubjects() {
    List<String> subjects = body.texts("subjects");
    if (!subjects.equals(List.of(name.subjects()))) {
      throw ApiError.invalidConfig(
          "stream '"
              + name.stream()
              + "' is served as a key/value bucket, so its subjects must be [\""
              + name.subjects()
              + "\"], got "
              + subjects);
    }
  }

  private void checkRetention() {
    String retention = body.oneOf("retention", "limits", "interest", "workqueue");
    if (!retention.equals("limits")) {
      throw ApiError.invalidConfig(
          "retention '" + retention + "' is not supported, only 'limits' is");
    }
  }

  /** Nodes have neither tags nor the name of a cluster, so there is none that would suit. */
  private void checkPlacement() {
    RequestBody placement = body.object("placement");
    String cluster = placement.text("cluster");
    List<String> tags = placement.texts("tags");
    if (!cluster.isEmpty() || !tags.isEmpty()) {
      throw noPeers(
          cluster.isEmpty() ? "tags not matched " + tags : "no cluster named '" + cluster + "'");
    }
  }

  private static ApiError noPeers(String reason) {
    return new ApiError(400, 10005, "no suitable peers for placement, " + reason);
  }

  private int replicas(int maxReplicas) {
    long replicas = body.number("num_replicas", 1);
    if (replicas < 0 || replicas > MOST_REPLICAS) {
      throw ApiError.invalidConfig(
          "num_replicas must be 1 to " + MOST_REPLICAS + ", got " + replicas);
    }
    if (replicas > maxReplicas) {
      throw maxReplicas == 1
          ? new ApiError(500, 10074, "replicas > 1 not supported in non-clustered mode")
          : noPeers(maxReplicas + " nodes for " + replicas + " replicas");
    }
    return (int) Math.max(1, replicas);
  }

  private Duration ttl() {
    long nanos = body.number("max_age", 0);
    if (nanos != 0 && nanos < Duration.ofMillis(100).toNanos()) {
      throw ApiError.invalidConfig("max age needs to be >= 100ms");
    }
    return Duration.ofNanos(nanos);
  }

  private Duration duplicateWindow(Duration ttl) {
    long nanos = body.number("duplicate_window", 0);
    var window = Duration.ofNanos(nanos);
    if (nanos < 0) {
      throw ApiError.invalidConfig("duplicates window can not be negative");
    }
    if (!ttl.isZero() && window.compareTo(ttl) > 0) {
      throw ApiError.invalidConfig("duplicates window can not be larger then max age");
    }
    if (nanos != 0 && window.toMillis() < 100) {
      throw ApiError.invalidConfig("duplicates window needs to be >= 100ms");
    }
    return window;
  }

  private Duration markerTtl() {
    long nanos = body.number("subject_delete_marker_ttl", 0);
    if (nanos != 0 && nanos < Duration.ofSeconds(1).toNanos()) {
      throw ApiError.invalidConfig("subject delete marker TTL must be at least 1 second");
    }
    return Duration.ofNanos(nanos);
  }

  private int history() {
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

  private StreamFlags flags(boolean limitMarkers) {
    boolean denyPurge = body.flag("deny_purge");
    boolean rollup = body.flag("allow_rollup_hdrs");
    boolean perKeyTtl = body.flag("allow_msg_ttl");
    if (limitMarkers) {
      if (body.flag("pedantic") && (denyPurge || !rollup || !perKeyTtl)) {
        throw new ApiError(
            400,
            10157,
            "pedantic mode: subject delete markers need allow_msg_ttl and allow_rollup_hdrs, and no"
                + " deny_purge");
      }
      denyPurge = false;
      rollup = true;
      perKeyTtl = true;
    }
    if (rollup && denyPurge) {
      throw ApiError.invalidConfig("roll-ups require the purge permission");
    }
    return new StreamFlags(
        body.flag("allow_direct"),
        body.flag("deny_delete"),
        denyPurge,
        rollup,
        perKeyTtl,
        body.oneOf("discard", "old", "new").equals("new"),
        body.flag("allow_atomic"));
  }

  private Map<String, String> metadata() {
    var metadata = new TreeMap<>(body.namesAndTexts("metadata"));
    metadata.keySet().removeIf(key -> key.startsWith(RESERVED_METADATA));
    return metadata;
  }

  private long limit(String field) {
    long limit = body.number(field, -1);
    return limit <= 0 ? -1 : limit;
  }
}
