package io.holdfast.cli.kv;

import io.holdfast.cli.ExitCode;
import io.holdfast.kv.Bucket;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Write a value, whatever is there; prints its revision. */
@Command(
    name = "put",
    mixinStandardHelpOptions = true,
    description = "Write a value, whatever is there; prints its revision.")
final class PutCommand extends BucketCommand {
  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key;

  @Parameters(index = "2", paramLabel = "VALUE", description = "The value; - reads standard input.")
  private String value;

  @Mixin private TtlOption ttl;

  @Override
  int with(Bucket bucket) throws Exception {
    long revision = bucket.put(key, value(value), ttl.writeOptions());
    printer().revision(bucketName(), key, revision);
    return ExitCode.DONE;
  }
}
