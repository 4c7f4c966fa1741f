package io.holdfast.kv.watch;

import io.holdfast.kv.StoredEntry;
import java.util.Arrays;
import java.util.List;

/**
 * Everything kept of one key at one moment, at least one entry. Immutable: a change makes a new
 * trace. It is not kept itself: a table keeps a lone entry as such, and several as an array, oldest
 * first, which is the leanest.
 */
public final class KeyTrace {
  /** A {@link StoredEntry} alone, or several as an array. */
  private final Object kept;

  KeyTrace(Object kept) {
    this.kept = kept;
  }

  /** The key whose entries {@code kept} holds. */
  static String keyOf(Object kept) {
    return kept instanceof StoredEntry only ? only.key() : ((StoredEntry[]) kept)[0].key();
  }

  /** The newest entry that {@code kept} holds. */
  static StoredEntry newestOf(Object kept) {
    if (kept instanceof StoredEntry only) {
      return only;
    }
    StoredEntry[] several = (StoredEntry[]) kept;
    return several[several.length - 1];
  }

  /** What a table keeps of it. */
  Object kept() {
    return kept;
  }

  /** The key. */
  public String key() {
    return keyOf(kept);
  }

  /** The entry with the greatest revision. */
  public StoredEntry newest() {
    return newestOf(kept);
  }

  /** The entry with the smallest revision. */
  public StoredEntry oldest() {
    return kept instanceof StoredEntry only ? only : ((StoredEntry[]) kept)[0];
  }

  /** How many entries are kept, at least 1. */
  public int count() {
    return kept instanceof StoredEntry[] several ? several.length : 1;
  }

  /** All entries, oldest first. */
  public List<StoredEntry> all() {
    return kept instanceof StoredEntry only ? List.of(only) : List.of((StoredEntry[]) kept);
  }

  /** With {@code newer} at the end, and without the {@code surplus} oldest. */
  KeyTrace plus(StoredEntry newer, int surplus) {
    StoredEntry[] before = array();
    int staying = before.length - surplus;
    if (staying == 0) {
      return new KeyTrace(newer);
    }
    StoredEntry[] after = Arrays.copyOfRange(before, surplus, before.length + 1);
    after[staying] = newer;
    return new KeyTrace(after);
  }

  /** Without {@code gone}, which is not the only entry. */
  KeyTrace without(StoredEntry gone) {
    StoredEntry[] before = array();
    int at = indexOf(before, gone);
    if (before.length == 2) {
      return new KeyTrace(before[1 - at]);
    }
    StoredEntry[] after = Arrays.copyOf(before, before.length - 1);
    System.arraycopy(before, at + 1, after, at, before.length - at - 1);
    return new KeyTrace(after);
  }

  /** With {@code after} in the place of the newest entry. */
  KeyTrace withNewest(StoredEntry after) {
    if (kept instanceof StoredEntry) {
      return new KeyTrace(after);
    }
    StoredEntry[] copy = ((StoredEntry[]) kept).clone();
    copy[copy.length - 1] = after;
    return new KeyTrace(copy);
  }

  private StoredEntry[] array() {
    return kept instanceof StoredEntry only ? new StoredEntry[] {only} : (StoredEntry[]) kept;
  }

  private static int indexOf(StoredEntry[] entries, StoredEntry wanted) {
    for (int i = 0; i < entries.length; i++) {
      if (entries[i].revision() == wanted.revision()) {
        return i;
      }
    }
    throw new IllegalStateException(
        "revision " + wanted.revision() + " of key '" + wanted.key() + "' is not in its trace");
  }
}
