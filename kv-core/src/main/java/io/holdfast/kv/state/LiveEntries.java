package io.holdfast.kv.state;

import io.holdfast.kv.Entry;
import io.holdfast.kv.Listing;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.watch.KeyFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/**
 * The live entries of a bucket that match a filter, at one revision. Immutable; found or captured
 * on the apply thread at once, however much it is, and meant to be sifted on any other.
 */
public final class LiveEntries {
  /** So many are sifted in less time than it takes to wake another thread. */
  static final int FEW = 256;

  private final Collection<StoredEntry> captured;
  private final boolean oneEach;
  private final KeyFilter filter;
  private final long revision;

  LiveEntries(Collection<StoredEntry> captured, boolean oneEach, KeyFilter filter, long revision) {
    this.captured = captured;
    this.oneEach = oneEach;
    this.filter = filter;
    this.revision = revision;
  }

  /** Whether {@link #listing} takes microseconds only. */
  public boolean isQuick() {
    return captured.size() <= FEW;
  }

  /** The entries in revision order. */
  public Listing<Entry> listing() {
    var found = new ArrayList<Entry>();
    for (StoredEntry stored : oneEach ? captured : newestOfEach()) {
      if (stored.isLive() && filter.matches(stored.key())) {
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
