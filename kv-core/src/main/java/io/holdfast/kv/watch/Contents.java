package io.holdfast.kv.watch;

import io.holdfast.kv.StoredEntry;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a table, with both ways to one: by key and by revision; replaced as a whole when a
 * snapshot is installed.
 *
 * <p>Threads: the apply thread alone changes and counts; any thread may look for entries, with the
 * promises of {@link KeyTable} and {@link RevisionTree}.
 */
final class Contents {
  final KeyTable traces = new KeyTable();
  final RevisionTree index = new RevisionTree();

  private long entries;
  private long keys;
  private long bytes;

  /** The entries of a snapshot, in revision order. */
  static Contents of(Collection<StoredEntry> stored) {
    var contents = new Contents();
    for (StoredEntry next : stored) {
      KeyTrace trace = contents.traces.get(next.key());
      if (trace == null) {
        contents.insert(next);
      } else {
        contents.append(trace, next, 0);
      }
    }
    return contents;
  }

  long entries() {
    return entries;
  }

  long keys() {
    return keys;
  }

  long bytes() {
    return bytes;
  }

  /** Adds the first entry of a key. */
  void insert(StoredEntry stored) {
    index.put(stored);
    traces.put(new KeyTrace(stored));
    keys++;
    entries++;
    bytes += stored.size();
  }

  /** Adds the newest entry of a key, whose {@code surplus} oldest entries go in the same step. */
  void append(KeyTrace trace, StoredEntry stored, int surplus) {
    index.put(stored);
    traces.put(trace.plus(stored, surplus));
    entries++;
    bytes += stored.size();
    if (surplus == 1) {
      forget(trace.oldest());
    } else if (surplus > 1) {
      trace.all().subList(0, surplus).forEach(this::forget);
    }
  }

  /** Removes an entry; returns what of its key is left, null: nothing. */
  @Nullable KeyTrace remove(KeyTrace trace, StoredEntry stored) {
    KeyTrace left = trace.count() == 1 ? null : trace.without(stored);
    if (left == null) {
      traces.remove(stored.key());
      keys--;
    } else {
      traces.put(left);
    }
    forget(stored);
    return left;
  }

  /** Puts {@code after} in the place of the newest entry of its key, at the same revision. */
  void replaceNewest(KeyTrace trace, StoredEntry after) {
    index.put(after);
    traces.put(trace.withNewest(after));
  }

  private void forget(StoredEntry stored) {
    index.remove(stored.revision());
    entries--;
    bytes -= stored.size();
  }
}
