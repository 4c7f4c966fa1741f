package io.holdfast.cli.kv;

import io.holdfast.cli.ExitCode;
import io.holdfast.cli.Limits;
import io.holdfast.cli.TerminalText;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.NotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Print the value of a key. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = {
      "Print the value of a key, and a line end after it; --raw leaves that out.",
      "A terminal is shown control characters as escapes, unless asked for with --raw."
    })
final class GetCommand extends BucketCommand {
  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key;

  @Option(
      names = "--revision",
      paramLabel = "N",
      description = "The value at this revision, if it is kept.")
  private @Nullable Long revision;

  @Option(
      names = "--raw",
      description = "Print the value byte for byte, without a line end: for files and pipes.")
  private boolean raw;

  @Override
  void check() {
    if (raw && json()) {
      throw new InvalidArgumentException(
          "--raw prints the value's bytes, and --json a line of text: choose one");
    }
    if (revision != null) {
      Limits.check("--revision", revision, 1);
    }
  }

  @Override
  int with(Bucket bucket) throws Exception {
    Optional<Entry> found = revision != null ? bucket.getRevision(key, revision) : bucket.get(key);
    Entry entry = found.orElseThrow(() -> new NotFoundException(missing()));
    if (json()) {
      printer().entry(entry);
    } else {
      write(entry.value());
    }
    return ExitCode.DONE;
  }

  /** Byte for byte, unless a terminal would obey some of them. */
  private void write(Bytes value) throws IOException {
    if (!raw && TerminalText.isShown()) {
      System.out.println(TerminalText.lines(value.utf8()));
    } else {
      System.out.write(value.toArray());
      if (!raw) {
        System.out.println();
      }
    }
    System.out.flush();
  }

  private String missing() {
    String at = revision != null ? " at revision " + revision : "";
    return "no value of key '" + key + "'" + at + " in bucket '" + bucketName() + "'";
  }
}
