package io.holdfast.cli.kv;

import io.holdfast.kv.Bucket;
import picocli.CommandLine.Command;

/** Deletes a key with its history. */
@Command(
    name = "purge",
    mixinStandardHelpOptions = true,
    description = {
      "Delete a key with its history. Prints the marker's revision.",
      "As with NATS, a marker is written and the exit code is 0 even if the key is not there; --revision asks for more."
    })
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
