package io.holdfast.kv.state;

import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.watch.EntryTable;
import io.holdfast.kv.watch.KeyFilter;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongBinaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a bucket in order, for questions about prefixes. Each of its two indexes is built
 * when the first question comes that needs it and kept up to date from then on, so that buckets
 * without such conditions do not pay for it. The answers do not depend on when it was built.
 *
 * <p>Questions about live keys have an index of their own: a queue whose waiters come and go leaves
 * thousands of markers for each of its live tickets.
 */
final class KeyOrder {
  private final EntryTable table;

  /** Every key of which anything is kept. */
  private @Nullable NavigableSet<String> all;

  /** The keys whose newest entry is live. */
  private @Nullable NavigableSet<String> live;

  KeyOrder(EntryTable table) {
    this.table = table;
  }

  /** Something was kept or removed of {@code key}, or its newest entry is another one. */
  void changed(String key) {
    if (all == null && live == null) {
      return;
    }
    StoredEntry newest = table.newest(key);
    note(all, key, newest != null);
    note(live, key, newest != null && newest.isLive());
  }

  private static void note(@Nullable NavigableSet<String> index, String key, boolean belongs) {
    if (index != null && belongs) {
      index.add(key);
    } else if (index != null) {
      index.remove(key);
    }
  }

  /** The smallest revision of a live key that begins with {@code prefix}; 0: there is none. */
  long oldestLiveUnder(String prefix) {
    return best(live(), prefix, entry -> true, Math::min);
  }

  /** The oldest live entry that a lease owns, of a key that begins with {@code prefix}. */
  @Nullable StoredEntry oldestOwnedUnder(String prefix) {
    StoredEntry oldest = null;
    for (String key : live().tailSet(prefix, true)) {
      if (!key.startsWith(prefix)) {
        break;
      }
      StoredEntry newest = table.newest(key);
      if (newest != null
          && newest.owner().isPresent()
          && (oldest == null || newest.revision() < oldest.revision())) {
        oldest = newest;
      }
    }
    return oldest;
  }

  /** The greatest revision of a live key that begins with {@code prefix}; 0: there is none. */
  long newestLiveUnder(String prefix) {
    return best(live(), prefix, entry -> true, Math::max);
  }

  /**
   * The greatest revision, markers included, of a key that matches {@code filter}; 0: there is
   * none.
   */
  long newestMatching(String filter) {
    if (KeyFilter.isLiteral(filter)) {
      StoredEntry newest = table.newest(filter);
      return newest == null ? 0 : newest.revision();
    }
    var compiled = KeyFilter.of(filter);
    return best(
        all(), KeyFilter.literalPrefix(filter), entry -> compiled.matches(entry.key()), Math::max);
  }

  /**
   * The newest entries of the live keys that may match {@code filter}, at least of all that do, in
   * revision order; null when they cannot be told without visiting more than {@code most} keys, or
   * without an index that nobody has needed so far.
   */
  @Nullable List<StoredEntry> liveUnder(KeyFilter filter, int most) {
    var found = new TreeMap<Long, StoredEntry>();
    int visited = 0;
    for (String pattern : filter.patterns()) {
      String prefix = KeyFilter.literalPrefix(pattern);
      if (prefix.length() == pattern.length()) {
        visited++;
        add(found, pattern);
        continue;
      }
      if (live == null || prefix.isEmpty()) {
        return null;
      }
      for (String key : live.tailSet(prefix, true)) {
        if (!key.startsWith(prefix)) {
          break;
        }
        if (++visited > most) {
          return null;
        }
        add(found, key);
      }
    }
    return List.copyOf(found.values());
  }

  private void add(Map<Long, StoredEntry> found, String key) {
    StoredEntry newest = table.newest(key);
    if (newest != null && newest.isLive()) {
      found.put(newest.revision(), newest);
    }
  }

  private long best(
      NavigableSet<String> index,
      String prefix,
      Predicate<StoredEntry> wanted,
      LongBinaryOperator better) {
    long best = 0;
    for (String key : index.tailSet(prefix, true)) {
      if (!key.startsWith(prefix)) {
        break;
      }
      StoredEntry newest = table.newest(key);
      if (newest != null && wanted.test(newest)) {
        best = best == 0 ? newest.revision() : better.applyAsLong(best, newest.revision());
      }
    }
    return best;
  }

  private NavigableSet<String> all() {
    NavigableSet<String> known = all;
    if (known == null) {
      known = index(newest -> true);
      all = known;
    }
    return known;
  }

  private NavigableSet<String> live() {
    NavigableSet<String> known = live;
    if (known == null) {
      known = index(StoredEntry::isLive);
      live = known;
    }
    return known;
  }

  private NavigableSet<String> index(Predicate<StoredEntry> wanted) {
    var index = new TreeSet<String>();
    table.forEachTrace(
        trace -> {
          if (wanted.test(trace.newest())) {
            index.add(trace.key());
          }
        });
    return index;
  }
}
