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
      description = "Remove the key after this time, such as 30s (default: never).")
  private @Nullable Duration ttl;

  WriteOptions writeOptions() {
    return ttl == null ? WriteOptions.DEFAULT : WriteOptions.DEFAULT.ttl(ttl);
  }
}
