package io.holdfast.cli.kv;

import io.holdfast.cli.ClientOptions;
import io.holdfast.cli.TerminalText;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.InvalidArgumentException;
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
  /** No server takes a value as long as this; an endless one must not fill the memory. */
  private static final int LARGEST_INPUT = 64 * 1024 * 1024;

  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Parameters(index = "0", paramLabel = "BUCKET", description = "Name of the bucket.")
  private String bucketName;

  @Option(names = "--json", description = "Print JSON, one object a line.")
  private boolean json;

  @Override
  public final Integer call() throws Exception {
    check();
    return client.call(store -> with(store.bucket(bucketName)));
  }

  /** Refuses arguments that do not fit together, before a server is asked. */
  void check() {}

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
    return new EntryPrinter(out(), json, TerminalText.isShown());
  }

  /** {@code -} stands for standard input. */
  static Bytes value(String argument) {
    return argument.equals("-") ? standardInput() : Bytes.utf8(argument);
  }

  private static Bytes standardInput() {
    byte[] read;
    try {
      read = System.in.readNBytes(LARGEST_INPUT + 1);
    } catch (IOException e) {
      throw new InvalidArgumentException(
          "the value '-' means standard input, which cannot be read: " + e.getMessage(), e);
    }
    if (read.length > LARGEST_INPUT) {
      throw new InvalidArgumentException(
          "the value on standard input is longer than " + LARGEST_INPUT + " bytes");
    }
    return Bytes.wrap(read);
  }
}
