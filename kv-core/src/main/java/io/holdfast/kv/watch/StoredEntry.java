package io.holdfast.kv.watch;

import io.holdfast.kv.Entry;
import java.nio.charset.StandardCharsets;

/**
 * An entry with what only the applying side needs to know of it. Immutable.
 *
 * @param entry what readers get
 * @param leaseNanos lease time at which it was written, in nanoseconds; its deadlines count from
 *     here
 * @param birth revision of the put that began the key's present life, which names a lease instance;
 *     0 for markers and for an old value that came back because a newer one was removed
 */
public record StoredEntry(Entry entry, long leaseNanos, long birth) {
  /** The revision. */
  public long revision() {
    return entry.revision();
  }

  /** Whether its key is live while this is its newest entry. */
  public boolean isLive() {
    return !entry.isMarker();
  }

  /** Bytes of key, headers and value. */
  public long size() {
    return sizeOf(entry);
  }

  /** Bytes of key, headers and value. */
  public static long sizeOf(Entry entry) {
    return keyBytes(entry.key()) + entry.headers().block().length() + entry.value().length();
  }

  /** Bytes of {@code key} in UTF-8, without making them. */
  public static long keyBytes(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) >= 0x80) {
        return key.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return key.length();
  }
}
