package io.holdfast.cli.kv;

import io.holdfast.cli.ExitCode;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.WriteOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that writes one value and prints its revision; they differ in what must be there. */
abstract class WriteCommand extends BucketCommand {
  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key;

  @Parameters(index = "2", paramLabel = "VALUE", description = "The value; - reads standard input.")
  private String value;

  @Mixin private TtlOption ttl;

  /** Writes it; the result is its revision. */
  abstract long write(Bucket bucket, String key, Bytes value, WriteOptions options)
      throws InterruptedException;

  @Override
  final int with(Bucket bucket) throws Exception {
    long revision = write(bucket, key, value(value), ttl.writeOptions());
    printer().revision(bucketName(), key, revision);
    return ExitCode.DONE;
  }
}
