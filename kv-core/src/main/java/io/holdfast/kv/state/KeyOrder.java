package io.holdfast.kv.state;

import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.watch.EntryTable;
import io.holdfast.kv.watch.KeyFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a bucket in order, for questions about prefixes. Built when the first such question
 * comes and kept up to date from then on, so that buckets without prefix conditions do not pay for
 * it. The answers do not depend on when it was built.
 */
final class KeyOrder {
  private final EntryTable table;
  private @Nullable TreeSet<String> keys;

  KeyOrder(EntryTable table) {
    this.table = table;
  }

  void added(String key) {
    if (keys != null) {
      keys.add(key);
    }
  }

  void removed(String key) {
    if (keys != null) {
      keys.remove(key);
    }
  }

  /** The smallest revision of a live key that begins with {@code prefix}; 0: there is none. */
  long oldestLiveUnder(String prefix) {
    long oldest = 0;
    for (StoredEntry newest : under(prefix)) {
      if (newest.isLive() && (oldest == 0 || newest.revision() < oldest)) {
        oldest = newest.revision();
      }
    }
    return oldest;
  }

  /** The greatest revision of a live key that begins with {@code prefix}; 0: there is none. */
  long newestLiveUnder(String prefix) {
    long greatest = 0;
    for (StoredEntry newest : under(prefix)) {
      if (newest.isLive()) {
        greatest = Math.max(greatest, newest.revision());
      }
    }
    return greatest;
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
    long greatest = 0;
    for (StoredEntry newest : under(KeyFilter.literalPrefix(filter))) {
      if (newest.revision() > greatest && compiled.matches(newest.key())) {
        greatest = newest.revision();
      }
    }
    return greatest;
  }

  /** The newest entry of each key that begins with {@code prefix}. */
  private List<StoredEntry> under(String prefix) {
    TreeSet<String> ordered = keys;
    if (ordered == null) {
      var all = new TreeSet<String>();
      table.forEachTrace(trace -> all.add(trace.key()));
      ordered = all;
      keys = ordered;
    }
    var found = new ArrayList<StoredEntry>();
    for (String key : ordered.tailSet(prefix, true)) {
      if (!key.startsWith(prefix)) {
        break;
      }
      StoredEntry newest = table.newest(key);
      if (newest != null) {
        found.add(newest);
      }
    }
    return found;
  }
}
