package io.holdfast.kv;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One revision of one key: a value, or a marker that says the key is gone. Immutable; safe to share
 * and to keep.
 *
 * <p>{@link #revision} orders all entries of a bucket and is never reused (guarantee G2). {@link
 * #created} is wall time, for people: nothing is decided by it.
 */
public final class Entry {
  private final BucketId bucket;
  private final String key;
  private final EntryKind kind;
  private final MarkerReason reason;
  private final Bytes value;
  private final Headers headers;
  private final long revision;
  private final long createdEpochNanos;
  private final Ttl ttl;
  private final @Nullable LeaseRef owner;

  /** All parts of an entry; {@code reason} counts only where {@code kind} is a marker. */
  public Entry(
      BucketId bucket,
      String key,
      EntryKind kind,
      MarkerReason reason,
      Bytes value,
      Headers headers,
      long revision,
      long createdEpochNanos,
      Ttl ttl,
      @Nullable LeaseRef owner) {
    this.bucket = bucket;
    this.key = key;
    this.kind = kind;
    this.reason = reason;
    this.value = value;
    this.headers = headers;
    this.revision = revision;
    this.createdEpochNanos = createdEpochNanos;
    this.ttl = ttl;
    this.owner = owner;
  }

  /** The bucket and its incarnation. */
  public BucketId bucket() {
    return bucket;
  }

  /** The key. */
  public String key() {
    return key;
  }

  /** Value or marker. */
  public EntryKind kind() {
    return kind;
  }

  /** Who wrote the marker; {@link MarkerReason#CLIENT} for values. */
  public MarkerReason reason() {
    return reason;
  }

  /** Whether this entry says that the key is gone. */
  public boolean isMarker() {
    return kind.isMarker();
  }

  /** The value; empty for markers. */
  public Bytes value() {
    return value;
  }

  /** The headers stored with it. */
  public Headers headers() {
    return headers;
  }

  /** The bucket-wide revision, at least 1. */
  public long revision() {
    return revision;
  }

  /** The wall time of the log entry that wrote it. */
  public Instant created() {
    return Instant.ofEpochSecond(
        Math.floorDiv(createdEpochNanos, 1_000_000_000L),
        Math.floorMod(createdEpochNanos, 1_000_000_000L));
  }

  /** {@link #created} as nanoseconds since the epoch. */
  public long createdEpochNanos() {
    return createdEpochNanos;
  }

  /** The time to live it was written with. */
  public Ttl ttl() {
    return ttl;
  }

  /** The lease that owns the key at this revision, if one does. */
  public Optional<LeaseRef> owner() {
    return Optional.ofNullable(owner);
  }

  /** The fencing token of this revision. */
  public FencingToken token() {
    return new FencingToken(bucket.incarnation(), revision);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Entry that
        && revision == that.revision
        && bucket.equals(that.bucket)
        && key.equals(that.key)
        && kind == that.kind
        && reason == that.reason
        && value.equals(that.value)
        && headers.equals(that.headers)
        && createdEpochNanos == that.createdEpochNanos
        && ttl.equals(that.ttl)
        && Objects.equals(owner, that.owner);
  }

  @Override
  public int hashCode() {
    return Objects.hash(bucket, key, revision);
  }

  @Override
  public String toString() {
    return bucket.name()
        + "/"
        + key
        + "@"
        + revision
        + " "
        + kind
        + (isMarker() ? "(" + reason + ")" : " " + value);
  }
}
