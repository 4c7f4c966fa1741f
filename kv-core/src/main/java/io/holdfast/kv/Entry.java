package io.holdfast.kv;

import java.time.Instant;
import java.util.Arrays;
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
public sealed class Entry permits StoredEntry {
  private final Traits traits;
  private final String key;

  /**
   * The value without its wrapper, which would cost 16 bytes in each of millions. Never written.
   */
  private final byte[] value;

  private final long revision;
  private final long createdEpochNanos;

  /** What entries of a bucket usually have in common, so that many can share one. */
  private record Traits(
      BucketId bucket,
      EntryKind kind,
      MarkerReason reason,
      Headers headers,
      Ttl ttl,
      @Nullable LeaseRef owner) {
    /**
     * Like {@code equals}, which a record links at run time: too slow for the replay of a log right
     * after the start.
     */
    boolean same(Traits other) {
      return kind == other.kind
          && reason == other.reason
          && bucket.incarnation() == other.bucket.incarnation()
          && bucket.name().equals(other.bucket.name())
          && headers.equals(other.headers)
          && ttl.nanos() == other.ttl.nanos()
          && Objects.equals(owner, other.owner);
    }
  }

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
    this.traits = new Traits(bucket, kind, reason, headers, ttl, owner);
    this.key = key;
    this.value = value.unwrapped();
    this.revision = revision;
    this.createdEpochNanos = createdEpochNanos;
  }

  /** The same as {@code entry}; takes less memory where it has what {@code like} has. */
  Entry(Entry entry, @Nullable Entry like) {
    this.traits = like != null && like.traits.same(entry.traits) ? like.traits : entry.traits;
    this.key = entry.key;
    this.value = entry.value;
    this.revision = entry.revision;
    this.createdEpochNanos = entry.createdEpochNanos;
  }

  /** The bucket and its incarnation. */
  public final BucketId bucket() {
    return traits.bucket;
  }

  /** The key. */
  public final String key() {
    return key;
  }

  /** Value or marker. */
  public final EntryKind kind() {
    return traits.kind;
  }

  /** Who wrote the marker; {@link MarkerReason#CLIENT} for values. */
  public final MarkerReason reason() {
    return traits.reason;
  }

  /** Whether this entry says that the key is gone. */
  public final boolean isMarker() {
    return traits.kind.isMarker();
  }

  /** The value; empty for markers. */
  public final Bytes value() {
    return Bytes.wrap(value);
  }

  /** The headers stored with it. */
  public final Headers headers() {
    return traits.headers;
  }

  /** The bucket-wide revision, at least 1. */
  public final long revision() {
    return revision;
  }

  /** The wall time of the log entry that wrote it. */
  public final Instant created() {
    return Instant.ofEpochSecond(
        Math.floorDiv(createdEpochNanos, 1_000_000_000L),
        Math.floorMod(createdEpochNanos, 1_000_000_000L));
  }

  /** {@link #created} as nanoseconds since the epoch. */
  public final long createdEpochNanos() {
    return createdEpochNanos;
  }

  /** The time to live it was written with. */
  public final Ttl ttl() {
    return traits.ttl;
  }

  /** The lease that owns the key at this revision, if one does. */
  public final Optional<LeaseRef> owner() {
    return Optional.ofNullable(traits.owner);
  }

  /** The fencing token of this revision. */
  public final FencingToken token() {
    return new FencingToken(traits.bucket.incarnation(), revision);
  }

  /** Bytes of key (in UTF-8), headers and value. */
  public final long size() {
    return (long) Names.utf8Length(key) + traits.headers.block().length() + value.length;
  }

  /** By what an entry says; whether somebody stores it makes no difference. */
  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof Entry that
        && revision == that.revision
        && key.equals(that.key)
        && createdEpochNanos == that.createdEpochNanos
        && traits.equals(that.traits)
        && Arrays.equals(value, that.value);
  }

  @Override
  public final int hashCode() {
    return Objects.hash(traits.bucket, key, revision);
  }

  @Override
  public final String toString() {
    return traits.bucket.name()
        + "/"
        + key
        + "@"
        + revision
        + " "
        + traits.kind
        + (isMarker() ? "(" + traits.reason + ")" : " " + value());
  }
}
