package io.holdfast.net.remote;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketConfig.StreamFlags;
import io.holdfast.kv.BucketSource;
import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Republish;
import io.holdfast.kv.StorageKind;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A bucket as the JetStream stream beneath it (source: NATS ADR-8). Durations there are
 * nanoseconds.
 */
final class StreamJson {
  static final String STREAM_PREFIX = "KV_";

  private static final String SERVER_METADATA = "_nats.";

  private StreamJson() {}

  static String stream(String bucket) {
    return STREAM_PREFIX + bucket;
  }

  /** What every subject of a bucket's keys begins with. */
  static String keyPrefix(String bucket) {
    return "$KV." + bucket + ".";
  }

  /** The configuration as the body of STREAM.CREATE and STREAM.UPDATE. */
  static Bytes body(BucketConfig config) {
    return JsonBody.of(
        body -> {
          body.text("name", stream(config.name()));
          if (!config.description().isEmpty()) {
            body.text("description", config.description());
          }
          StreamFlags flags = config.flags();
          body.texts("subjects", List.of(keyPrefix(config.name()) + ">"))
              .text("retention", "limits")
              .number("max_consumers", -1)
              .number("max_msgs", -1)
              .number("max_msgs_per_subject", config.history())
              .number("max_bytes", config.maxBytes())
              .number("max_age", config.ttl().toNanos())
              .number("max_msg_size", config.maxValueBytes())
              .text("storage", config.storage() == StorageKind.FILE ? "file" : "memory")
              .number("num_replicas", config.replicas())
              .text("discard", flags.discardNew() ? "new" : "old")
              .number("duplicate_window", config.duplicateWindow().toNanos())
              .text("compression", config.compressed() ? "s2" : "none")
              .flag("allow_direct", flags.allowDirect())
              .flag("deny_delete", flags.denyDelete())
              .flag("deny_purge", flags.denyPurge())
              .flag("allow_rollup_hdrs", flags.allowRollup())
              .optionalFlag("allow_msg_ttl", flags.perKeyTtl())
              .optionalFlag("allow_atomic", flags.atomicBatches())
              .optionalNumber("subject_delete_marker_ttl", config.limitMarkerTtl().toNanos(), 0);
          if (!config.sources().isEmpty()) {
            body.objects("sources", config.sources(), StreamJson::source);
          }
          Republish republish = config.republish();
          if (republish != null) {
            body.object(
                "republish",
                rule ->
                    rule.text("src", republish.source())
                        .text("dest", republish.destination())
                        .optionalFlag("headers_only", republish.headersOnly()));
          }
          if (!config.metadata().isEmpty()) {
            body.object("metadata", inner -> config.metadata().forEach(inner::text));
          }
        });
  }

  /** The configuration in a stream info. */
  static BucketConfig config(JsonFields config) {
    String name = config.text("name").substring(STREAM_PREFIX.length());
    Map<String, String> metadata =
        config
            .optionalObject("metadata")
            .map(JsonFields::textsByName)
            .orElse(Map.of())
            .entrySet()
            .stream()
            .filter(entry -> !entry.getKey().startsWith(SERVER_METADATA))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return BucketConfig.builder(name)
        .description(config.optionalText("description").orElse(""))
        .history(
            (int)
                Math.max(
                    1,
                    Math.min(BucketConfig.MAX_HISTORY, config.number("max_msgs_per_subject", 1))))
        .maxBytes(limit(config, "max_bytes"))
        .maxValueBytes(limit(config, "max_msg_size"))
        .ttl(Duration.ofNanos(config.number("max_age", 0)))
        .storage(
            "memory".equals(config.optionalText("storage").orElse(""))
                ? StorageKind.MEMORY
                : StorageKind.FILE)
        .replicas((int) Math.max(1, config.number("num_replicas", 1)))
        .duplicateWindow(Duration.ofNanos(config.number("duplicate_window", 0)))
        .compressed("s2".equals(config.optionalText("compression").orElse("")))
        .limitMarkerTtl(Duration.ofNanos(config.number("subject_delete_marker_ttl", 0)))
        .metadata(metadata)
        .sources(config.objects("sources").stream().map(StreamJson::source).toList())
        .republish(config.optionalObject("republish").map(StreamJson::republish).orElse(null))
        .flags(
            new StreamFlags(
                config.flag("allow_direct"),
                config.flag("deny_delete"),
                config.flag("deny_purge"),
                config.flag("allow_rollup_hdrs"),
                config.flag("allow_msg_ttl"),
                "new".equals(config.optionalText("discard").orElse("")),
                config.flag("allow_atomic")))
        .build();
  }

  private static void source(JsonBody body, BucketSource source) {
    body.text("name", stream(source.bucket()))
        .optionalNumber("opt_start_seq", source.startRevision(), 0);
    if (source.startEpochNanos() > 0) {
      body.text("opt_start_time", Instant.ofEpochSecond(0, source.startEpochNanos()).toString());
    }
    body.objects(
        "subject_transforms",
        source.mappings(),
        (one, mapping) -> one.text("src", mapping.source()).text("dest", mapping.destination()));
  }

  private static BucketSource source(JsonFields source) {
    String stream = source.text("name");
    String time = source.optionalText("opt_start_time").orElse("");
    var start = time.isEmpty() ? Instant.EPOCH : Instant.parse(time);
    return new BucketSource(
        stream.startsWith(STREAM_PREFIX) ? stream.substring(STREAM_PREFIX.length()) : stream,
        source.objects("subject_transforms").stream()
            .map(one -> new BucketSource.Mapping(one.text("src"), one.text("dest")))
            .toList(),
        source.number("opt_start_seq", 0),
        TimeUnit.SECONDS.toNanos(start.getEpochSecond()) + start.getNano());
  }

  private static Republish republish(JsonFields rule) {
    return new Republish(
        rule.optionalText("src").orElse(">"), rule.text("dest"), rule.flag("headers_only"));
  }

  /**
   * A stream info as a status; incarnation and trace floor come from elsewhere where the server
   * tells them.
   */
  static BucketStatus status(JsonFields info, long incarnation, long traceFloor) {
    JsonFields state = info.object("state");
    long lastRevision = state.number("last_seq", 0);
    long entries = state.number("messages", 0);
    return new BucketStatus(
        config(info.object("config")),
        incarnation,
        created(info),
        entries,
        state.number("num_subjects", 0),
        state.number("bytes", 0),
        entries == 0 ? lastRevision + 1 : state.number("first_seq", 0),
        lastRevision,
        traceFloor);
  }

  /** When the stream was created; the epoch when the server does not say. */
  static Instant created(JsonFields info) {
    String text = info.optionalText("created").orElse("");
    try {
      return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw info.wrong("created", "a time in RFC 3339");
    }
  }

  private static long limit(JsonFields config, String name) {
    long value = config.number(name, -1);
    return value <= 0 ? -1 : value;
  }
}
