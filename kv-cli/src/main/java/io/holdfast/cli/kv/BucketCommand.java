package io.holdfast.cli.kv;

import io.holdfast.cli.ClientOptions;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What every command on one bucket shares: where the server is, the bucket, and how to print. */
abstract class BucketCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(index = "0", paramLabel = "BUCKET", description = "Name of the bucket.")
  private String bucketName;

  @Option(names = "--json", description = "Print JSON, one object a line.")
  private boolean json;

  @Override
  public final Integer call() throws Exception {
    return client.call(store -> with(store.bucket(bucketName)));
  }

  /** Does the work; the result is the exit code. */
  abstract int with(Bucket bucket) throws Exception;

  final String bucketName() {
    return bucketName;
  }

  final boolean json() {
    return json;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  final EntryPrinter printer() {
    return new EntryPrinter(out(), json);
  }

  /** {@code -} stands for standard input. */
  static Bytes value(String argument) throws IOException {
    return argument.equals("-") ? Bytes.wrap(System.in.readAllBytes()) : Bytes.utf8(argument);
  }
}
