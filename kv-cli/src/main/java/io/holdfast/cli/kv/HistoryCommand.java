package io.holdfast.cli.kv;

import io.holdfast.cli.ExitCode;
import io.holdfast.kv.Bucket;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Print everything kept of a key, oldest first. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    description = "Print everything kept of a key, oldest first.")
final class HistoryCommand extends BucketCommand {
  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key;

  @Override
  int with(Bucket bucket) throws Exception {
    bucket.history(key).items().forEach(printer()::entry);
    return ExitCode.DONE;
  }
}
