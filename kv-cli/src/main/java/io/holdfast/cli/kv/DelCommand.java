package io.holdfast.cli.kv;

import io.holdfast.kv.Bucket;
import picocli.CommandLine.Command;

/** Deletes a key; its history stays. */
@Command(
    name = "del",
    mixinStandardHelpOptions = true,
    description = {
      "Delete a key; its history stays. Prints the marker's revision.",
      "As with NATS, a marker is written and the exit code is 0 even if the key is not there; --revision asks for more."
    })
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
