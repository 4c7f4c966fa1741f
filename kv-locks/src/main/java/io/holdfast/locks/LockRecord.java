package io.holdfast.locks;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.Headers;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.WriteOptions;
import org.jspecify.annotations.Nullable;

/**
 * What a lock's key or a ticket says: whose it is, and the value that others see. Immutable.
 *
 * @param attempt the id of the attempt that holds or waits
 * @param lease that owns the key
 * @param owner label for people
 * @param value the application's own
 */
record LockRecord(String attempt, LeaseRef lease, String owner, Bytes value) {
  private static final String ATTEMPT = "Lock-Attempt";
  private static final String LEASE = "Lock-Lease";
  private static final String OWNER = "Lock-Owner";
  private static final String GRANT = "Lock-Grant";
  private static final String GRANTED = "Lock-Granted";

  /** Reads {@code entry}; null when it is a marker or was not written by this protocol. */
  static @Nullable LockRecord of(Entry entry) {
    if (entry.isMarker()) {
      return null;
    }
    var headers = entry.headers();
    String attempt = headers.first(ATTEMPT).orElse("");
    String lease = headers.first(LEASE).orElse("");
    if (attempt.isEmpty()) {
      return null;
    }
    try {
      String owner = LockKeys.decode(headers.first(OWNER).orElse(""));
      return new LockRecord(attempt, LeaseRef.parse(lease), owner, entry.value());
    } catch (HoldfastException foreign) {
      return null;
    }
  }

  /** Whether {@code entry} is live and belongs to {@code attempt}. */
  static boolean belongsTo(Entry entry, String attempt) {
    return !entry.isMarker() && entry.headers().first(ATTEMPT).filter(attempt::equals).isPresent();
  }

  /**
   * Removes the ticket {@code key} in the transaction that grants it the lock, right after the
   * operation that does.
   */
  static Operation.Delete removeGranted(String key) {
    return new Operation.Delete(key, Headers.of(GRANTED, "1"), Session.SETTLING);
  }

  /**
   * Gives a lock to whoever waits first, as {@link #removeGranted} does, or frees it where nobody
   * waits.
   */
  static Operation.HandOver handOver(LockKeys keys) {
    return new Operation.HandOver(
        keys.lock(), keys.queue(), Headers.of(GRANTED, "1"), Session.SETTLING, Session.MARKER);
  }

  /** The revision of the grant that removed the ticket of {@code marker}; 0 when none did. */
  static long grantBefore(Entry marker) {
    return marker.headers().first(GRANTED).isPresent() ? marker.revision() - 1 : 0;
  }

  /** The revision of the grant that a lock's entry stands for. */
  static long grantRevision(Entry lock) {
    try {
      return lock.headers().first(GRANT).map(Long::parseLong).orElse(lock.revision());
    } catch (NumberFormatException damaged) {
      return lock.revision();
    }
  }

  /** The fencing token of the grant that a lock's entry stands for. */
  static FencingToken token(Entry lock) {
    return new FencingToken(lock.bucket().incarnation(), grantRevision(lock));
  }

  /** The holder that {@code lock}, from which this record was read, names. */
  LockStatus.Holder holder(Entry lock) {
    return new LockStatus.Holder(owner, token(lock), value, lease, lock.created());
  }

  /** Writes this record to {@code key}, as a ticket or as a fresh grant. */
  Operation.Put put(String key) {
    return put(key, headers());
  }

  /** Writes this record over the grant of {@code grantRevision}. */
  Operation.Put rewrite(String key, long grantRevision) {
    return put(key, headers().plus(GRANT, Long.toString(grantRevision)));
  }

  private Operation.Put put(String key, Headers headers) {
    return WriteOptions.DEFAULT.ownedBy(lease).headers(headers).put(key, value);
  }

  private Headers headers() {
    return Headers.of(ATTEMPT, attempt, LEASE, lease.toString(), OWNER, LockKeys.encode(owner));
  }
}
