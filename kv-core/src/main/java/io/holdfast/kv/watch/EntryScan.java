package io.holdfast.kv.watch;

import io.holdfast.kv.StoredEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds retained entries in revision order whose key matches. Confined to its thread. */
@FunctionalInterface
interface EntryScan {
  /** More literal keys than this are found by walking, since each costs a look-up per step. */
  int MOST_LOOKUPS = 16;

  /**
   * The entry with the smallest revision from {@code from} to {@code to}, both included; null when
   * there is none.
   */
  @Nullable StoredEntry next(long from, long to);

  /**
   * The cheapest scan for {@code filter}: single keys are looked up, patterns walk the revision
   * order.
   */
  static EntryScan of(KeyFilter filter, KeyTable traces, RevisionTree index) {
    List<String> keys = filter.literals();
    if (keys != null && keys.size() <= MOST_LOOKUPS) {
      return (from, to) -> smallest(keys, traces, from, to);
    }
    var walk = index.walk();
    if (filter.matchesEveryKey()) {
      return walk::next;
    }
    return (from, to) -> {
      StoredEntry found = walk.next(from, to);
      while (found != null && !filter.matches(found.key())) {
        found = walk.next(found.revision() + 1, to);
      }
      return found;
    };
  }

  private static @Nullable StoredEntry smallest(
      List<String> keys, KeyTable traces, long from, long to) {
    StoredEntry smallest = null;
    for (String key : keys) {
      KeyTrace trace = traces.get(key);
      if (trace == null) {
        continue;
      }
      for (StoredEntry kept : trace.all()) {
        long revision = kept.revision();
        if (revision >= from
            && revision <= to
            && (smallest == null || revision < smallest.revision())) {
          smallest = kept;
        }
      }
    }
    return smallest;
  }
}
