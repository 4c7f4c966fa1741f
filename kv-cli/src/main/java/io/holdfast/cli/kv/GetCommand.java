package io.holdfast.cli.kv;

import io.holdfast.cli.ExitCode;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.Entry;
import io.holdfast.kv.NotFoundException;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Print the value of a key. */
@Command(name = "get", mixinStandardHelpOptions = true, description = "Print the value of a key.")
final class GetCommand extends BucketCommand {
  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key;

  @Option(
      names = "--revision",
      paramLabel = "N",
      description = "The value at this revision, if it is kept.")
  private OptionalLong revision = OptionalLong.empty();

  @Override
  int with(Bucket bucket) throws Exception {
    Optional<Entry> found =
        revision.isPresent() ? bucket.getRevision(key, revision.getAsLong()) : bucket.get(key);
    Entry entry = found.orElseThrow(() -> new NotFoundException(missing()));
    if (json()) {
      printer().entry(entry);
    } else {
      System.out.write(entry.value().toArray());
      System.out.println();
    }
    return ExitCode.DONE;
  }

  private String missing() {
    String at = revision.isPresent() ? " at revision " + revision.getAsLong() : "";
    return "no value of key '" + key + "'" + at + " in bucket '" + bucketName() + "'";
  }
}
