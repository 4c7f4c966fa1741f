package io.holdfast.cli.kv;

import io.holdfast.kv.Bucket;
import picocli.CommandLine.Command;

/** Deletes a key with its history. */
@Command(
    name = "purge",
    mixinStandardHelpOptions = true,
    description = "Delete a key with its history. Prints the marker's revision.")
final class PurgeCommand extends RemoveCommand {
  @Override
  long remove(Bucket bucket, String key) throws InterruptedException {
    return bucket.purge(key);
  }

  @Override
  long remove(Bucket bucket, String key, long expected) throws InterruptedException {
    return bucket.purge(key, expected);
  }
}
