package io.holdfast.kv;

/** Who wrote a marker. */
public enum MarkerReason {
  /** A client deleted or purged the key. */
  CLIENT,
  /** The key's time to live, or the bucket's, ran out (NATS marker reason {@code MaxAge}). */
  EXPIRED,
  /** The lease that owned the key ended. */
  LEASE_ENDED
}
