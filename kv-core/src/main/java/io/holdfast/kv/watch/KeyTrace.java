package io.holdfast.kv.watch;

import java.util.Arrays;
import java.util.List;

/**
 * Everything kept of one key. Written by the apply thread alone, read by any thread without locks:
 * what is kept is one immutable value behind one volatile field, so a reader sees the history
 * before a change or after it.
 */
public final class KeyTrace {
  /**
   * A {@link StoredEntry} alone, or several as an array, oldest first. Alone is the usual case, and
   * the leanest.
   */
  private volatile Object kept;

  KeyTrace(StoredEntry only) {
    this.kept = only;
  }

  /** The entry with the greatest revision. */
  public StoredEntry newest() {
    Object now = kept;
    return now instanceof StoredEntry only ? only : last((StoredEntry[]) now);
  }

  /** The entry with the smallest revision. */
  public StoredEntry oldest() {
    Object now = kept;
    return now instanceof StoredEntry only ? only : ((StoredEntry[]) now)[0];
  }

  /** How many entries are kept, at least 1. */
  public int count() {
    return kept instanceof StoredEntry[] several ? several.length : 1;
  }

  /** All entries, oldest first. */
  public List<StoredEntry> all() {
    Object now = kept;
    return now instanceof StoredEntry only ? List.of(only) : List.of((StoredEntry[]) now);
  }

  void replaceAll(StoredEntry only) {
    kept = only;
  }

  void append(StoredEntry newer) {
    Object now = kept;
    if (now instanceof StoredEntry only) {
      kept = new StoredEntry[] {only, newer};
    } else {
      StoredEntry[] before = (StoredEntry[]) now;
      StoredEntry[] after = Arrays.copyOf(before, before.length + 1);
      after[before.length] = newer;
      kept = after;
    }
  }

  /** Appends and lets the {@code surplus} oldest go, in one step for readers. */
  void append(StoredEntry newer, int surplus) {
    StoredEntry[] before = array();
    int staying = before.length - surplus;
    if (staying == 0) {
      kept = newer;
      return;
    }
    StoredEntry[] after = Arrays.copyOfRange(before, surplus, before.length + 1);
    after[staying] = newer;
    kept = after;
  }

  /** Removes {@code gone}, which is not the only entry. */
  void remove(StoredEntry gone) {
    StoredEntry[] before = array();
    int at = indexOf(before, gone);
    if (before.length == 2) {
      kept = before[1 - at];
      return;
    }
    StoredEntry[] after = Arrays.copyOf(before, before.length - 1);
    System.arraycopy(before, at + 1, after, at, before.length - at - 1);
    kept = after;
  }

  /** Puts {@code after} in the place of the newest entry. */
  void replaceNewest(StoredEntry after) {
    Object now = kept;
    if (now instanceof StoredEntry) {
      kept = after;
    } else {
      StoredEntry[] copy = ((StoredEntry[]) now).clone();
      copy[copy.length - 1] = after;
      kept = copy;
    }
  }

  private StoredEntry[] array() {
    Object now = kept;
    return now instanceof StoredEntry only ? new StoredEntry[] {only} : (StoredEntry[]) now;
  }

  private static int indexOf(StoredEntry[] entries, StoredEntry wanted) {
    for (int i = 0; i < entries.length; i++) {
      if (entries[i].revision() == wanted.revision()) {
        return i;
      }
    }
    throw new IllegalStateException(
        "revision "
            + wanted.revision()
            + " of key '"
            + wanted.entry().key()
            + "' is not in its trace");
  }

  private static StoredEntry last(StoredEntry[] several) {
    return several[several.length - 1];
  }
}
