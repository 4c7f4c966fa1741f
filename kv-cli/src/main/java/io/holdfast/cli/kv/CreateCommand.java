package io.holdfast.cli.kv;

import io.holdfast.cli.ExitCode;
import io.holdfast.kv.Bucket;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Write a value if the key is not there; prints its revision. */
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = "Write a value if the key is not there; prints its revision.")
final class CreateCommand extends BucketCommand {
  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key;

  @Parameters(index = "2", paramLabel = "VALUE", description = "The value; - reads standard input.")
  private String value;

  @Mixin private TtlOption ttl;

  @Override
  int with(Bucket bucket) throws Exception {
    long revision = bucket.create(key, value(value), ttl.writeOptions());
    printer().revision(bucketName(), key, revision);
    return ExitCode.DONE;
  }
}
