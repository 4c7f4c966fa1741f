package io.holdfast.kv.watch;

import io.holdfast.kv.StoredEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of each key: extendible hashing over {@link KeySegment}s. One thread writes; any
 * thread reads without locks. About 9 bytes per key beside what is kept, and no step of the writer
 * moves more than a segment, some hundred keys, however large the table is.
 *
 * <p>Threads: the first bits of a key's hash choose a place in the directory, which names the
 * segment. The writer fills a new segment before it puts it into the directory with release, and
 * doubles the directory in a copy; a reader that still follows the old one sees the moment of the
 * change, which is not before its look began.
 */
final class KeyTable {
  /** A segment that splits so unevenly, in eighths, holds keys that have their hash in common. */
  private static final int UNEVEN_EIGHTHS = 7;

  private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(KeySegment[].class);

  private volatile KeySegment[] directory = {KeySegment.empty()};

  /** What is kept of {@code key}; null: nothing. */
  @Nullable KeyTrace get(String key) {
    Object kept = kept(key);
    return kept == null ? null : new KeyTrace(kept);
  }

  /** The newest entry of {@code key}; null when nothing is kept. */
  @Nullable StoredEntry newest(String key) {
    Object kept = kept(key);
    return kept == null ? null : KeyTrace.newestOf(kept);
  }

  private @Nullable Object kept(String key) {
    int hash = KeySegment.hash(key);
    KeySegment[] places = directory;
    var segment = (KeySegment) PLACE.getAcquire(places, place(places, hash));
    return segment.get(key, hash);
  }

  /** Keeps {@code trace} from now on, instead of what was kept of its key. Writer only. */
  void put(KeyTrace trace) {
    String key = trace.key();
    int hash = KeySegment.hash(key);
    KeySegment segment = segment(hash);
    if (segment.replace(key, hash, trace.kept())) {
      return;
    }
    while (!segment.hasRoom()) {
      makeRoom(segment, hash);
      segment = segment(hash);
    }
    segment.add(key, hash, trace.kept());
  }

  /** Keeps nothing of {@code key} any more. Writer only. */
  void remove(String key) {
    int hash = KeySegment.hash(key);
    KeySegment segment = segment(hash);
    if (segment.remove(key, hash) && segment.isSparse()) {
      replace(segment, hash, segment.resized());
    }
  }

  /** Visits everything, in no order; the table must not change meanwhile. Writer only. */
  void forEach(Consumer<KeyTrace> action) {
    KeySegment[] places = directory;
    for (int at = 0; at < places.length; at += width(places, places[at])) {
      places[at].forEach(kept -> action.accept(new KeyTrace(kept)));
    }
  }

  /** The length of the directory. */
  int places() {
    return directory.length;
  }

  private void makeRoom(KeySegment full, int hash) {
    if (full.isForSplitting()) {
      KeySegment low = full.half(0);
      KeySegment high = full.half(1);
      if (Math.max(low.live(), high.live()) * 8 <= full.live() * UNEVEN_EIGHTHS) {
        split(full, hash, low, high);
        return;
      }
    }
    replace(full, hash, full.resized());
  }

  private void split(KeySegment full, int hash, KeySegment low, KeySegment high) {
    if (width(directory, full) == 1) {
      directory = doubled(directory);
    }
    KeySegment[] places = directory;
    int width = width(places, full);
    int first = place(places, hash) & -width;
    for (int at = first; at < first + width; at++) {
      PLACE.setRelease(places, at, at < first + width / 2 ? low : high);
    }
  }

  private void replace(KeySegment before, int hash, KeySegment after) {
    KeySegment[] places = directory;
    int width = width(places, before);
    int first = place(places, hash) & -width;
    for (int at = first; at < first + width; at++) {
      PLACE.setRelease(places, at, after);
    }
  }

  private KeySegment segment(int hash) {
    KeySegment[] places = directory;
    return places[place(places, hash)];
  }

  /** The place of a hash: as many of its first bits as the directory's length has. */
  private static int place(KeySegment[] places, int hash) {
    int bits = Integer.numberOfTrailingZeros(places.length);
    return (int) ((hash & 0xffff_ffffL) >>> (Integer.SIZE - bits));
  }

  /** How many places in a row name {@code segment}. */
  private static int width(KeySegment[] places, KeySegment segment) {
    return places.length >>> segment.depth;
  }

  private static KeySegment[] doubled(KeySegment[] places) {
    var twice = new KeySegment[places.length * 2];
    for (int at = 0; at < twice.length; at++) {
      twice[at] = places[at / 2];
    }
    return twice;
  }
}
