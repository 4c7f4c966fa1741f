package io.holdfast.cli.kv;

import io.holdfast.cli.ExitCode;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.Entry;
import io.holdfast.kv.NotFoundException;
import java.util.List;
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
    List<Entry> kept = bucket.history(key).items();
    if (kept.isEmpty()) {
      throw new NotFoundException(
          "nothing is kept of key '" + key + "' in bucket '" + bucketName() + "'");
    }
    for (Entry entry : kept) {
      if (!printer.entry(entry)) {
        break;
      }
    }
    return ExitCode.DONE;
  }
}
