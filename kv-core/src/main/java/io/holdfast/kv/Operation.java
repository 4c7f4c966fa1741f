package io.holdfast.kv;

import org.jspecify.annotations.Nullable;

/**
 * One step of a write; each takes exactly one revision, but for {@link HandOver}. Immutable.
 *
 * <p>The state machine keeps the newest {@code history} entries of a key after each step.
 */
public sealed interface Operation {
  /** The key it writes. */
  String key();

  /** The headers stored with the new entry. */
  Headers headers();

  /** The new entry's time to live. */
  Ttl ttl();

  /**
   * Writes a value.
   *
   * @param owner the lease that owns the key from now on: the write is refused when it is not
   *     alive, and the key is removed in the log entry that ends it; null: no owner
   * @param rollup which older entries go in the same step
   */
  record Put(
      String key, Bytes value, Headers headers, Ttl ttl, @Nullable LeaseRef owner, Rollup rollup)
      implements Operation {
    /** A plain value. */
    public static Put of(String key, Bytes value) {
      return new Put(key, value, Headers.NONE, Ttl.NONE, null, Rollup.NONE);
    }

    /** This value owned by {@code lease}. */
    public Put ownedBy(LeaseRef lease) {
      return new Put(key, value, headers, ttl, lease, rollup);
    }

    /** This value with a time to live. */
    public Put withTtl(Ttl newTtl) {
      return new Put(key, value, headers, newTtl, owner, rollup);
    }
  }

  /** Writes a delete marker; the key's history stays. {@code ttl} is the marker's own. */
  record Delete(String key, Headers headers, Ttl ttl) implements Operation {
    /** A marker with the bucket's default life. */
    public static Delete of(String key) {
      return new Delete(key, Headers.NONE, Ttl.NONE);
    }
  }

  /**
   * Writes a purge marker and removes everything older of the key. {@code ttl} is the marker's own.
   */
  record Purge(String key, Headers headers, Ttl ttl) implements Operation {
    /** A marker with the bucket's default life. */
    public static Purge of(String key) {
      return new Purge(key, Headers.NONE, Ttl.NONE);
    }
  }

  /**
   * Gives {@code key} to whoever waited first when its write began: the oldest live entry that a
   * lease owns, of those whose keys begin with {@code queue}. Its value, headers and owner are
   * written to {@code key}, and it is deleted at the next revision. Where nobody waits, {@code key}
   * is purged, and one revision is taken instead of two; so this must be the last operation of its
   * write.
   *
   * @param headers of the marker that the entry leaves under its old key
   * @param ttl that marker's own
   * @param freedTtl that of the marker of {@code key} where nobody waits
   */
  record HandOver(String key, String queue, Headers headers, Ttl ttl, Ttl freedTtl)
      implements Operation {}

  /** Which older entries a put removes in the same step (source: {@code Nats-Rollup}). */
  enum Rollup {
    /** None beyond the history limit. */
    NONE,
    /** Everything older of the same key. */
    KEY,
    /** Everything older in the bucket. */
    BUCKET
  }
}
