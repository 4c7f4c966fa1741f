package io.holdfast.cli.kv;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.WriteOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes a value if the key is at a revision. */
@Command(
    name = "update",
    mixinStandardHelpOptions = true,
    description = "Write a value if the key is at a revision; prints the new one.")
final class UpdateCommand extends WriteCommand {
  @Parameters(index = "3", paramLabel = "REVISION", description = "The revision it must be at.")
  private long expected;

  @Override
  long write(Bucket bucket, String key, Bytes value, WriteOptions options)
      throws InterruptedException {
    return bucket.update(key, value, expected, options);
  }
}
