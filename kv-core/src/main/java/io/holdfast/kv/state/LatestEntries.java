package io.holdfast.kv.state;

import io.holdfast.kv.Entry;
import io.holdfast.kv.Listing;
import io.holdfast.kv.StoredEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a bucket retained at one revision. Immutable; captured on the apply thread at once, however
 * much it is, and meant to be sifted on any other.
 */
public final class LatestEntries {
  private final Collection<StoredEntry> captured;
  private final boolean oneEach;
  private final long revision;

  LatestEntries(Collection<StoredEntry> captured, boolean oneEach, long revision) {
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
    for (StoredEntry stored : oneEach ? captured : newestOfEach()) {
      if (wanted.test(stored)) {
        found.add(stored);
      }
    }
    return new Listing<>(List.copyOf(found), revision);
  }

  private List<StoredEntry> newestOfEach() {
    var newest = new HashMap<String, StoredEntry>();
    captured.forEach(stored -> newest.put(stored.key(), stored));
    return newest.values().stream().sorted(Comparator.comparingLong(Entry::revision)).toList();
  }
}
