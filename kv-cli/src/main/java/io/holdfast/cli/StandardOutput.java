package io.holdfast.cli;

import io.holdfast.raft.storage.PlainReason;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it could not be written, which a {@link PrintStream} keeps to
 * itself: a script that sends keys to a full disk must not be told that all is well. Thread-safe.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream sink;
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

  StandardOutput(OutputStream sink) {
    this.sink = sink;
  }

  /** Puts one in the place of {@link System#out}. */
  static StandardOutput install() {
    var output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    System.setOut(
        new PrintStream(new BufferedOutputStream(output), true, Charset.defaultCharset()));
    return output;
  }

  /** What went wrong; empty where all is written, or its reader has ended, as {@code head} does. */
  Optional<String> failure() {
    IOException first = failure.get();
    return first == null || String.valueOf(first.getMessage()).contains("Broken pipe")
        ? Optional.empty()
        : Optional.of("standard output could not be written: " + PlainReason.of(first));
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    try {
      sink.write(from, offset, length);
    } catch (IOException e) {
      failure.compareAndSet(null, e);
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    sink.flush();
  }
}
