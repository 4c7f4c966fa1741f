package io.holdfast.cli.kv;

import io.holdfast.cli.DurationConverter;
import io.holdfast.cli.Limits;
import io.holdfast.kv.BucketConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings of a bucket that the command line names; those that it does not name are null. */
final class SettingsOptions {
  @Option(
      names = "--history",
      paramLabel = "N",
      description =
          "Entries kept per key, 1 to 64 (of a new bucket: 1). With more than one, a value that expires"
              + " uncovers the one before it.")
  private @Nullable Integer history;

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Remove every entry after this time; 0s: never (of a new bucket: never).")
  private @Nullable Duration ttl;

  @Option(
      names = "--marker-ttl",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Leave a marker for this long when a key expires, at least 1s; 0s: none (of a new bucket: none)."
              + " With a history of more than 1 it lengthens every shorter --ttl of a value to this.")
  private @Nullable Duration markerTtl;

  @Option(
      names = "--max-value",
      paramLabel = "SIZE",
      converter = LimitConverter.class,
      description =
          "Largest value, such as 500 or 64k; none: what the server allows, by default 1m (of a new bucket:"
              + " none).")
  private @Nullable Long maxValue;

  @Option(
      names = "--max-bytes",
      paramLabel = "SIZE",
      converter = LimitConverter.class,
      description =
          "Largest size in all, such as 64k or 1g; a full bucket refuses writes; none: no limit (of a new"
              + " bucket: none).")
  private @Nullable Long maxBytes;

  @Option(names = "--description", paramLabel = "TEXT", description = "For people.")
  private @Nullable String description;

  /** Whether none is named. */
  boolean isEmpty() {
    return history == null
        && ttl == null
        && markerTtl == null
        && maxValue == null
        && maxBytes == null
        && description == null;
  }

  /** {@code from} with the settings that are named. */
  BucketConfig onto(BucketConfig from) {
    var settings = from.toBuilder();
    if (history != null) {
      Limits.check("--history", history, 1, BucketConfig.MAX_HISTORY);
      settings.history(history);
    }
    if (ttl != null) {
      settings.ttl(ttl);
    }
    if (markerTtl != null) {
      settings.limitMarkerTtl(markerTtl);
    }
    if (maxValue != null) {
      settings.maxValueBytes(limit("--max-value", maxValue));
    }
    if (maxBytes != null) {
      settings.maxBytes(limit("--max-bytes", maxBytes));
    }
    if (description != null) {
      settings.description(description);
    }
    return settings.build();
  }

  private static long limit(String option, long size) {
    if (size != LimitConverter.NONE) {
      Limits.check(option, size, 1);
    }
    return size;
  }
}
