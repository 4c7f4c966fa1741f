package io.holdfast.kv;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a single write may carry besides its value. Immutable; start from {@link #DEFAULT}. */
public final class WriteOptions {
  /** No time to live, no owner, no headers. */
  public static final WriteOptions DEFAULT = new WriteOptions(Ttl.NONE, null, Headers.NONE);

  private final Ttl ttl;
  private final @Nullable LeaseRef owner;
  private final Headers headers;

  private WriteOptions(Ttl ttl, @Nullable LeaseRef owner, Headers headers) {
    this.ttl = ttl;
    this.owner = owner;
    this.headers = headers;
  }

  /** These options with a time to live. An update without one makes the key permanent again. */
  public WriteOptions ttl(Duration newTtl) {
    return new WriteOptions(Ttl.of(newTtl), owner, headers);
  }

  /** These options with the key owned by {@code lease}. */
  public WriteOptions ownedBy(LeaseRef lease) {
    return new WriteOptions(ttl, lease, headers);
  }

  /**
   * These options with headers. A write refuses those that are reserved, see {@link Headers}, with
   * an {@link InvalidArgumentException}.
   */
  public WriteOptions headers(Headers newHeaders) {
    return new WriteOptions(ttl, owner, newHeaders);
  }

  /** The time to live. */
  public Ttl ttl() {
    return ttl;
  }

  /** The owning lease, if any. */
  public Optional<LeaseRef> owner() {
    return Optional.ofNullable(owner);
  }

  /** The headers. */
  public Headers headers() {
    return headers;
  }

  /** The put operation that writes {@code value} under {@code key} with these options. */
  public Operation.Put put(String key, Bytes value) {
    return new Operation.Put(key, value, headers, ttl, owner, Operation.Rollup.NONE);
  }
}
