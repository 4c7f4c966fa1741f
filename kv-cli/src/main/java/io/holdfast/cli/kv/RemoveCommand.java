package io.holdfast.cli.kv;

import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Limits;
import io.holdfast.kv.Bucket;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that removes one key and prints the marker's revision; they differ in what stays. */
abstract class RemoveCommand extends BucketCommand {
  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key;

  @Option(
      names = "--revision",
      paramLabel = "N",
      description = "Only if the key is at this revision.")
  private @Nullable Long expected;

  /** Removes it, whatever is there; the result is the marker's revision. */
  abstract long remove(Bucket bucket, String key) throws InterruptedException;

  /** Removes it if it is at revision {@code expected}. */
  abstract long remove(Bucket bucket, String key, long expected) throws InterruptedException;

  @Override
  final void check() {
    if (expected != null) {
      Limits.check("--revision", expected, 1);
    }
  }

  @Override
  final int with(Bucket bucket) throws Exception {
    long revision = expected != null ? remove(bucket, key, expected) : remove(bucket, key);
    printer().revision(bucketName(), key, revision);
    return ExitCode.DONE;
  }
}
