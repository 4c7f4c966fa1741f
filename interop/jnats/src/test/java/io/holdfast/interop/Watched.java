package io.holdfast.interop;

import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a watcher hears, in order; "end" stands for the end of the initial entries. */
final class Watched implements KeyValueWatcher {
  static final String END = "end";

  private record Heard(String line, long revision, long bytes) {}

  private final KeyValueWatchOption[] options;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

  Watched(KeyValueWatchOption... options) {
    this.options = options.clone();
  }

  @Override
  public void watch(KeyValueEntry entry) {
    heard.add(new Heard(JnatsTest.line(entry), entry.getRevision(), entry.getDataLen()));
  }

  @Override
  public void endOfData() {
    heard.add(new Heard(END, 0, 0));
  }

  KeyValueWatchOption[] options() {
    return options.clone();
  }

  /** The next {@code n}, in words. */
  List<String> next(int n) throws InterruptedException {
    return take(n).stream().map(Heard::line).toList();
  }

  /** The next {@code n} by their revisions, without the end of the initial entries. */
  List<Long> revisions(int n) throws InterruptedException {
    var revisions = new ArrayList<Long>();
    while (revisions.size() < n) {
      Heard one = take(1).get(0);
      if (!one.line().equals(END)) {
        revisions.add(one.revision());
      }
    }
    return revisions;
  }

  /** The next {@code n} with the bytes that their values have. */
  List<Long> sizes(int n) throws InterruptedException {
    return take(n).stream().map(Heard::bytes).toList();
  }

  private List<Heard> take(int n) throws InterruptedException {
    return take(n, 15); // A delivery takes milliseconds; a busy machine may take seconds.
  }

  private List<Heard> take(int n, int seconds) throws InterruptedException {
    var taken = new ArrayList<Heard>();
    while (taken.size() < n) {
      Heard one = heard.poll(seconds, TimeUnit.SECONDS);
      if (one == null) {
        throw new AssertionError(n + " expected, heard " + Arrays.toString(taken.toArray()));
      }
      taken.add(one);
    }
    return taken;
  }

  /** Waits long enough for a client that has to notice a lost consumer first. */
  long nextRevisionAfterHealing(int seconds) throws InterruptedException {
    return take(1, seconds).get(0).revision();
  }
}
