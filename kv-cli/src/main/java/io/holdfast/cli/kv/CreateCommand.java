package io.holdfast.cli.kv;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.WriteOptions;
import picocli.CommandLine.Command;

/** Writes a value if the key is not there. */
@Command(
    name = "create",
    mixinStandardHelpOptions = true,
    description = "Write a value if the key is not there; prints its revision.")
final class CreateCommand extends WriteCommand {
  @Override
  long write(Bucket bucket, String key, Bytes value, WriteOptions options)
      throws InterruptedException {
    return bucket.create(key, value, options);
  }
}
