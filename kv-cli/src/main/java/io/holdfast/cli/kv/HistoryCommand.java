package io.holdfast.cli.kv;

import io.holdfast.cli.ExitCode;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.Entry;
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
    EntryPrinter printer = printer();
    for (Entry entry : bucket.history(key).items()) {
      if (!printer.entry(entry)) {
        break;
      }
    }
    return ExitCode.DONE;
  }
}
