package io.holdfast.kv.state;

import io.holdfast.kv.watch.EntryTable;
import io.holdfast.kv.watch.KeyFilter;
import io.holdfast.kv.watch.KeyTrace;
import io.holdfast.kv.watch.StoredEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a bucket in order, for questions about prefixes. Built when the first such question
 * comes and kept up to date from then on, so that buckets without prefix conditions do not pay for
 * it. The answers do not depend on when it was built.
 */
final class KeyOrder {
  private final EntryTable table;
  private @Nullable TreeMap<String, KeyTrace> traces;

  KeyOrder(EntryTable table) {
    this.table = table;
  }

  void added(String key) {
    if (traces != null) {
      KeyTrace trace = table.trace(key);
      if (trace != null) {
        traces.put(key, trace);
      }
    }
  }

  void removed(String key) {
    if (traces != null) {
      traces.remove(key);
    }
  }

  /** The smallest revision of a live key that begins with {@code prefix}; 0: there is none. */
  long oldestLiveUnder(String prefix) {
    long oldest = 0;
    for (KeyTrace trace : under(prefix)) {
      StoredEntry newest = trace.newest();
      if (newest.isLive() && (oldest == 0 || newest.revision() < oldest)) {
        oldest = newest.revision();
      }
    }
    return oldest;
  }

  /** The greatest revision of a live key that begins with {@code prefix}; 0: there is none. */
  long newestLiveUnder(String prefix) {
    long greatest = 0;
    for (KeyTrace trace : under(prefix)) {
      StoredEntry newest = trace.newest();
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
      KeyTrace trace = table.trace(filter);
      return trace == null ? 0 : trace.newest().revision();
    }
    var compiled = KeyFilter.of(filter);
    long greatest = 0;
    for (KeyTrace trace : under(KeyFilter.literalPrefix(filter))) {
      StoredEntry newest = trace.newest();
      if (newest.revision() > greatest && compiled.matches(newest.entry().key())) {
        greatest = newest.revision();
      }
    }
    return greatest;
  }

  private List<KeyTrace> under(String prefix) {
    if (traces == null) {
      traces = new TreeMap<>();
      for (KeyTrace trace : table.traces()) {
        traces.put(trace.newest().entry().key(), trace);
      }
    }
    var found = new ArrayList<KeyTrace>();
    for (Map.Entry<String, KeyTrace> next : traces.tailMap(prefix, true).entrySet()) {
      if (!next.getKey().startsWith(prefix)) {
        break;
      }
      found.add(next.getValue());
    }
    return found;
  }
}
