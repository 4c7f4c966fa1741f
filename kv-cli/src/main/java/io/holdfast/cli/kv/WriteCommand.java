package io.holdfast.cli.kv;

import io.holdfast.cli.ExitCode;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Names;
import io.holdfast.kv.WriteOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that writes one value and prints its revision; they differ in what must be there. */
abstract class WriteCommand extends BucketCommand {
  @Parameters(
      index = "1",
      paramLabel = "KEY",
      description =
          "The key: tokens joined by '.'. Clients in every language take letters, digits and - _ / =; "
              + "none takes blanks, '*' or '>'.")
  private String key;

  @Parameters(index = "2", paramLabel = "VALUE", description = "The value; - reads standard input.")
  private String value;

  @Mixin private TtlOption ttl;

  /** Writes it; the result is its revision. */
  abstract long write(Bucket bucket, String key, Bytes value, WriteOptions options)
      throws InterruptedException;

  /** A server stores more than that, but no client could read it back. */
  @Override
  final void check() {
    Names.checkKey(key);
    if (key.indexOf('*') >= 0 || key.indexOf('>') >= 0) {
      throw new InvalidArgumentException(
          "key '" + key + "' has a wildcard, '*' or '>': " + Names.KEY_CHARACTERS);
    }
  }

  @Override
  final int with(Bucket bucket) throws Exception {
    long revision = write(bucket, key, value(value), ttl.writeOptions());
    printer().revision(bucketName(), key, revision);
    return ExitCode.DONE;
  }
}
