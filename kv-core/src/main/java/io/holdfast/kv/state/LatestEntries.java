package io.holdfast.kv.state;

import io.holdfast.kv.Entry;
import io.holdfast.kv.Listing;
import io.holdfast.kv.watch.StoredEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a bucket retained at one revision, captured by copying references. Immutable; made on the
 * apply thread, meant to be sifted on any other.
 */
public final class LatestEntries {
  private final List<StoredEntry> captured;
  private final boolean oneEach;
  private final long revision;

  LatestEntries(List<StoredEntry> captured, boolean oneEach, long revision) {
    this.captured = captured;
    this.oneEach = oneEach;
    this.revision = revision;
  }

  /** The bucket's last revision at the capture. */
  public long revision() {
    return revision;
  }

  /**
   * The newest entry of every key, markers included, that {@code wanted} accepts, in revision
   * order.
   */
  public Listing<Entry> matching(Predicate<Entry> wanted) {
    var found = new ArrayList<Entry>();
    var seen = new HashSet<String>();
    for (int i = captured.size() - 1; i >= 0; i--) {
      Entry entry = captured.get(i).entry();
      if ((oneEach || seen.add(entry.key())) && wanted.test(entry)) {
        found.add(entry);
      }
    }
    Collections.reverse(found);
    return new Listing<>(List.copyOf(found), revision);
  }
}
