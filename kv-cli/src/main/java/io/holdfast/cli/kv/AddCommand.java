package io.holdfast.cli.kv;

import io.holdfast.cli.ClientOptions;
import io.holdfast.cli.DurationConverter;
import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Json;
import io.holdfast.cli.Limits;
import io.holdfast.cli.SizeConverter;
import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.KeyValueStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Creates a bucket. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = "Create a bucket; done already when it exists with the same settings.")
final class AddCommand implements Callable<Integer> {
  private static final long NO_LIMIT = -1;

  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(
      index = "0",
      paramLabel = "BUCKET",
      description = "Name: letters, digits, '_' and '-'.")
  private String name;

  @Option(
      names = "--history",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Entries kept per key, 1 to 64 (default: ${DEFAULT-VALUE}). With more than one, a value that"
              + " expires uncovers the one before it.")
  private int history;

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "0s",
      description = "Remove every entry after this time (default: never).")
  private Duration ttl;

  @Option(
      names = "--marker-ttl",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "0s",
      description =
          "Leave a marker for this long when a key expires, at least 1s (default: none). With a history of"
              + " more than 1 it lengthens every shorter --ttl of a value to this.")
  private Duration markerTtl;

  @Option(
      names = "--max-value",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "Largest value, such as 500 or 64k (default: what the server allows).")
  private @Nullable Long maxValue;

  @Option(
      names = "--max-bytes",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description =
          "Largest size in all, such as 64k or 1g; a full bucket refuses writes (default: no limit).")
  private @Nullable Long maxBytes;

  @Option(
      names = "--description",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "For people.")
  private String description;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Limits.check("--history", history, 1, BucketConfig.MAX_HISTORY);
    var config =
        BucketConfig.builder(name)
            .history(history)
            .ttl(ttl)
            .limitMarkerTtl(markerTtl)
            .maxValueBytes(limit("--max-value", maxValue))
            .maxBytes(limit("--max-bytes", maxBytes))
            .description(description)
            .build();
    return client.call(
        store -> {
          var status = create(store, config).status();
          if (json) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("bucket", name);
            fields.put("incarnation", status.incarnation());
            fields.put("last_revision", status.lastRevision());
            spec.commandLine().getOut().println(Json.line(fields));
          } else {
            spec.commandLine().getOut().println("bucket " + name + " is ready");
          }
          return ExitCode.DONE;
        });
  }

  private static long limit(String option, @Nullable Long size) {
    if (size == null) {
      return NO_LIMIT;
    }
    Limits.check(option, size, 1);
    return size;
  }

  private static Bucket create(KeyValueStore store, BucketConfig config)
      throws InterruptedException {
    try {
      return store.createBucket(config);
    } catch (AlreadyExistsException e) {
      var found = store.bucket(config.name()).status().config();
      var differences = new BucketDifference(found, config).sentences();
      throw differences.isEmpty()
          ? e
          : new AlreadyExistsException(
              "bucket '"
                  + config.name()
                  + "' is there already with other settings: "
                  + String.join("; ", differences));
    }
  }
}
