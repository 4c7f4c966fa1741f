package io.holdfast.raft;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What is said in the log until it is closed: the logger of the tests writes to standard error.
 * Thread-safe: the stream's monitor.
 */
final class LogText implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();

  LogText() {
    System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
  }

  String all() {
    return text.toString(StandardCharsets.UTF_8);
  }

  /** How many lines contain {@code part}. */
  long lines(String part) {
    return all().lines().filter(line -> line.contains(part)).count();
  }

  @Override
  public void close() {
    System.setErr(before);
    before.print(all());
  }
}
