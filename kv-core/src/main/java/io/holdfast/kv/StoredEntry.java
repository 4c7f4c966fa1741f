package io.holdfast.kv;

import org.jspecify.annotations.Nullable;

/**
 * An entry as the applying side keeps it, with what only that side needs to know. Immutable. One
 * object per retained entry, since a state holds millions: readers get this very object.
 */
public final class StoredEntry extends Entry {
  private final long leaseNanos;
  private final long birth;

  /**
   * Keeps {@code entry}.
   *
   * @param like another entry of the bucket, to share with it what is equal; null: none
   * @param leaseNanos lease time at which it was written, in nanoseconds; its deadlines count from
   *     here
   * @param birth revision of the put that began the key's present life, which names a lease
   *     instance; 0 for markers and for an old value that came back because a newer one was removed
   */
  public StoredEntry(Entry entry, @Nullable Entry like, long leaseNanos, long birth) {
    super(entry, like);
    this.leaseNanos = leaseNanos;
    this.birth = birth;
  }

  /** Lease time at which it was written, in nanoseconds. */
  public long leaseNanos() {
    return leaseNanos;
  }

  /** Names the lease instance that it is a part of; 0: it is none. */
  public long birth() {
    return birth;
  }

  /** Whether its key is live while this is its newest entry. */
  public boolean isLive() {
    return !isMarker();
  }
}
