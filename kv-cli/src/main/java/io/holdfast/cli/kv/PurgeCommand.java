package io.holdfast.cli.kv;

import io.holdfast.cli.ExitCode;
import io.holdfast.kv.Bucket;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Delete a key with its history. Prints the marker's revision. */
@Command(
    name = "purge",
    mixinStandardHelpOptions = true,
    description = "Delete a key with its history. Prints the marker's revision.")
final class PurgeCommand extends BucketCommand {
  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key;

  @Option(
      names = "--revision",
      paramLabel = "N",
      description = "Only if the key is at this revision.")
  private @Nullable Long expected;

  @Override
  int with(Bucket bucket) throws Exception {
    long revision = expected != null ? bucket.purge(key, expected) : bucket.purge(key);
    printer().revision(bucketName(), key, revision);
    return ExitCode.DONE;
  }
}
