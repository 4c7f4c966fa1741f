package io.holdfast.kv.watch;

import io.holdfast.kv.StoredEntry;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Who waits for changes of a table, and up to where they have been told.
 *
 * <p>Threads: cursors come and go on any thread, {@link #upTo} may be asked by any; the apply
 * thread alone calls the rest. A cursor that registers fences, then looks whether what it waits for
 * has come already; the writer fences between publishing and telling. So one of them sees the
 * other.
 */
final class Signals {
  private final CursorTrie cursors = new CursorTrie();
  private final List<StoredEntry> lost = new ArrayList<>();
  private volatile long upTo;

  CursorTrie cursors() {
    return cursors;
  }

  /** Every cursor that matches an entry up to here has been told. */
  long upTo() {
    return upTo;
  }

  /** {@code stored} is gone for good; whoever was not told of it yet is told still. */
  void noteLost(StoredEntry stored) {
    if (stored.revision() > upTo && !cursors.isEmpty()) {
      lost.add(stored);
    }
  }

  /**
   * Tells the cursors of everything up to {@code last}. The caller has fenced since it published.
   */
  void tell(RevisionTree index, long last) {
    if (!cursors.isEmpty()) {
      var walk = index.walk();
      for (StoredEntry next = walk.next(upTo + 1, last);
          next != null;
          next = walk.next(next.revision() + 1, last)) {
        cursors.signal(next.key(), next.revision());
      }
      for (StoredEntry gone : lost) {
        cursors.signal(gone.key(), gone.revision());
      }
    }
    lost.clear();
    upTo = last;
  }

  /** Other contents took the place of the old ones, up to {@code last}. */
  void replaced(long last) {
    lost.clear();
    upTo = last;
    tellAll();
  }

  /** Tells every cursor to look again. */
  void tellAll() {
    VarHandle.fullFence();
    cursors.signalAll();
  }
}
