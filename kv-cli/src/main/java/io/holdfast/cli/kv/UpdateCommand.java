package io.holdfast.cli.kv;

import io.holdfast.cli.ExitCode;
import io.holdfast.kv.Bucket;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Write a value if the key is at a revision; prints the new one. */
@Command(
    name = "update",
    mixinStandardHelpOptions = true,
    description = "Write a value if the key is at a revision; prints the new one.")
final class UpdateCommand extends BucketCommand {
  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key;

  @Parameters(index = "2", paramLabel = "VALUE", description = "The value; - reads standard input.")
  private String value;

  @Mixin private TtlOption ttl;

  @Parameters(index = "3", paramLabel = "REVISION", description = "The revision it must be at.")
  private long revision;

  @Override
  int with(Bucket bucket) throws Exception {
    long updated = bucket.update(key, value(value), revision, ttl.writeOptions());
    printer().revision(bucketName(), key, updated);
    return ExitCode.DONE;
  }
}
