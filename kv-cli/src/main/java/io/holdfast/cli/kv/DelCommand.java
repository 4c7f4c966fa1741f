package io.holdfast.cli.kv;

import io.holdfast.kv.Bucket;
import picocli.CommandLine.Command;

/** Deletes a key; its history stays. */
@Command(
    name = "del",
    mixinStandardHelpOptions = true,
    description = "Delete a key; its history stays. Prints the marker's revision.")
final class DelCommand extends RemoveCommand {
  @Override
  long remove(Bucket bucket, String key) throws InterruptedException {
    return bucket.delete(key);
  }

  @Override
  long remove(Bucket bucket, String key, long expected) throws InterruptedException {
    return bucket.delete(key, expected);
  }
}
