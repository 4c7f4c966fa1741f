package io.holdfast.net.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Hears what must never happen: an error in the log, which is where an exception at the end of a
 * pipeline, one of a task on an event loop and a leaked buffer are told, and an exception that ends
 * a thread. While it is open, what is logged (slf4j-simple writes to {@code System.err}) goes
 * through here. Thread-safe: its list is guarded by itself.
 */
public final class Complaints implements AutoCloseable {
  private final PrintStream before = System.err;
  private final Thread.UncaughtExceptionHandler handlerBefore =
      Thread.getDefaultUncaughtExceptionHandler();
  private final List<String> heard = new ArrayList<>();

  /** Listens from now on. */
  public Complaints() {
    System.setErr(new PrintStream(new Lines(), true, StandardCharsets.UTF_8));
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> add("thread " + thread.getName() + " ended by " + failure));
  }

  /** Fails when there was any complaint so far. */
  public void assertNone() {
    synchronized (heard) {
      if (!heard.isEmpty()) {
        var all = String.join("\n", heard);
        heard.clear();
        throw new AssertionError("the log complains:\n" + all);
      }
    }
  }

  @Override
  public void close() {
    System.setErr(before);
    Thread.setDefaultUncaughtExceptionHandler(handlerBefore);
  }

  private void add(String line) {
    synchronized (heard) {
      if (heard.size() < 60) {
        heard.add(line);
      }
    }
  }

  private void line(String line) {
    before.println(line);
    boolean ofNetty = line.contains(" WARN io.netty") || line.contains("LEAK");
    boolean goesOn;
    synchronized (heard) {
      goesOn = !heard.isEmpty() && (line.startsWith("\tat ") || line.startsWith("Caused by"));
    }
    if (ofNetty || goesOn || line.contains(" ERROR ")) {
      add(line);
    }
  }

  /** Cuts what is printed into lines; the stream above it is synchronized. */
  private final class Lines extends ByteArrayOutputStream {
    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      for (int i = from; i < from + length; i++) {
        write(bytes[i]);
      }
    }

    @Override
    public synchronized void write(int b) {
      if (b == '\n') {
        line(toString(StandardCharsets.UTF_8));
        reset();
      } else {
        super.write(b);
      }
    }
  }
}
