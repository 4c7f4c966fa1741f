package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.fail;

import io.holdfast.kv.CompactedException;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.WatchListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a watch tells, in order, as short lines. */
final class RecordedWatch implements WatchListener {
  private static final long LONGEST_WAIT_SECONDS = 10;

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @Override
  public void onEntry(Entry entry) {
    heard.add(
        entry.kind()
            + " "
            + entry.key()
            + "@"
            + entry.revision()
            + (entry.isMarker() ? "" : "=" + entry.value().utf8()));
  }

  @Override
  public void onSynced(long revision) {
    heard.add("synced " + revision);
  }

  @Override
  public void onResync(CompactedException why) {
    heard.add("resync");
  }

  @Override
  public void onClosed(HoldfastException why) {
    heard.add("closed " + why.getClass().getSimpleName());
  }

  /**
   * The next line; fails when none comes in ten seconds, which is far beyond any pause of a healthy
   * watch.
   */
  String next() throws InterruptedException {
    String line = heard.poll(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    return line == null ? fail("the watch told nothing for " + LONGEST_WAIT_SECONDS + " s") : line;
  }

  /** The next {@code count} lines. */
  List<String> next(int count) throws InterruptedException {
    var lines = new ArrayList<String>();
    while (lines.size() < count) {
      lines.add(next());
    }
    return lines;
  }

  /** What has been told and not been looked at. */
  List<String> rest() {
    var lines = new ArrayList<String>();
    heard.drainTo(lines);
    return lines;
  }
}
