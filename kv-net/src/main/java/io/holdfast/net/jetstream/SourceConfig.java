package io.holdfast.net.jetstream;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketSource;
import io.holdfast.kv.BucketSource.Mapping;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.subject.SubjectTransform;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.StoreView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The field {@code sources} of a stream's configuration. What a bucket stores has its own subjects,
 * so each source needs mappings that lead there.
 */
final class SourceConfig {
  private SourceConfig() {}

  /**
   * The sources that {@code config} of {@code stream} asks for.
   *
   * @throws ApiError 10052, or 10144 for a filter beside mappings, when one of them cannot be
   */
  static List<BucketSource> read(StreamName stream, RequestBody config) {
    var sources = new ArrayList<BucketSource>();
    for (RequestBody source : config.objects("sources")) {
      sources.add(source(stream, source));
    }
    return sources;
  }

  private static BucketSource source(StreamName stream, RequestBody source) {
    String text = source.text("name");
    StreamName name = StreamName.ofStream(text);
    if (name == null || name.equals(stream)) {
      throw ApiError.invalidConfig("source '" + text + "' is no other key/value bucket");
    }
    if (!source.object("external").isEmpty()) {
      throw ApiError.invalidConfig("source '" + text + "' is external, which is not supported");
    }
    List<RequestBody> mappings = source.objects("subject_transforms");
    if (!source.text("filter_subject").isEmpty()) {
      throw mappings.isEmpty()
          ? mappingMissing(stream, name)
          : new ApiError(
              400,
              10144,
              "source with multiple subject transforms cannot also have a single subject filter");
    }
    if (mappings.isEmpty()) {
      throw mappingMissing(stream, name);
    }
    String time = source.text("opt_start_time");
    return new BucketSource(
        name.bucket(),
        mappings.stream().map(mapping -> mapping(stream, name, mapping)).toList(),
        source.sequence("opt_start_seq"),
        time.isEmpty() ? 0 : Math.max(0, Timestamps.parse(time)));
  }

  private static Mapping mapping(StreamName stream, StreamName source, RequestBody mapping) {
    String from = mapping.text("src").isEmpty() ? ">" : mapping.text("src");
    String to = mapping.text("dest");
    try {
      if (SubjectTransform.of(from, to).range().startsWith(stream.prefix())) {
        return new Mapping(from, to);
      }
    } catch (InvalidArgumentException e) {
      throw ApiError.invalidConfig(
          "source '" + source + "' has an invalid subject transform: " + e.getMessage());
    }
    throw mappingMissing(stream, source);
  }

  private static ApiError mappingMissing(StreamName stream, StreamName source) {
    return ApiError.invalidConfig(
        "source '"
            + source
            + "' needs subject_transforms, and no filter_subject, that lead to "
            + stream.subjects()
            + ", such as {\"src\":\""
            + source.subjects()
            + "\",\"dest\":\""
            + stream.subjects()
            + "\"}: a bucket has no other subjects");
  }

  /**
   * Refuses sources that would bring a bucket's entries back to it.
   *
   * @throws ApiError 10052
   */
  static void refuseCycle(StoreView view, BucketConfig config) {
    if (formsCycle(view, config)) {
      throw ApiError.invalidConfig(
          "sources of bucket '" + config.name() + "' form a cycle: it is a source of one of them");
    }
  }

  /** Whether {@code config} is a source, over any number of buckets, of its own. */
  static boolean formsCycle(StoreView view, BucketConfig config) {
    var seen = new HashSet<String>();
    var next = new ArrayDeque<BucketSource>(config.sources());
    while (!next.isEmpty()) {
      String bucket = next.remove().bucket();
      if (bucket.equals(config.name())) {
        return true;
      }
      BucketView there = seen.add(bucket) ? view.bucket(bucket) : null;
      if (there != null) {
        next.addAll(there.config().sources());
      }
    }
    return false;
  }

  /** The filled-in field. */
  static List<Map<String, Object>> json(List<BucketSource> sources) {
    return sources.stream().map(SourceConfig::json).toList();
  }

  private static Map<String, Object> json(BucketSource source) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", new StreamName(source.bucket()).stream());
    if (source.startRevision() > 0) {
      json.put("opt_start_seq", source.startRevision());
    }
    if (source.startEpochNanos() > 0) {
      var time = new StringBuilder();
      Timestamps.append(source.startEpochNanos(), time);
      json.put("opt_start_time", time.toString());
    }
    json.put("subject_transforms", mappings(source));
    return json;
  }

  /** The mappings as every response shows them. */
  static List<Map<String, Object>> mappings(BucketSource source) {
    return source.mappings().stream()
        .map(
            mapping ->
                Map.<String, Object>of("src", mapping.source(), "dest", mapping.destination()))
        .toList();
  }
}
