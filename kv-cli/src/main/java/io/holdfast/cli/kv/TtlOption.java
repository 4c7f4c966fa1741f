package io.holdfast.cli.kv;

import io.holdfast.cli.DurationConverter;
import io.holdfast.kv.WriteOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The time to live of a written entry. */
final class TtlOption {
  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = {
        "Remove this value after this time, such as 30s (default: never).",
        "In a bucket that keeps history it removes this value alone: the one before it counts again. "
            + "In a bucket with history and a marker-ttl, a shorter time counts as the marker-ttl."
      })
  private @Nullable Duration ttl;

  WriteOptions writeOptions() {
    return ttl == null ? WriteOptions.DEFAULT : WriteOptions.DEFAULT.ttl(ttl);
  }
}
