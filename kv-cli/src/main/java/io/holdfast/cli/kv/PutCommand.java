package io.holdfast.cli.kv;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.WriteOptions;
import picocli.CommandLine.Command;

/** Writes a value, whatever is there. */
@Command(
    name = "put",
    mixinStandardHelpOptions = true,
    description = "Write a value, whatever is there; prints its revision.")
final class PutCommand extends WriteCommand {
  @Override
  long write(Bucket bucket, String key, Bytes value, WriteOptions options)
      throws InterruptedException {
    return bucket.put(key, value, options);
  }
}
