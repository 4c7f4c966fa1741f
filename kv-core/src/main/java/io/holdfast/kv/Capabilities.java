package io.holdfast.kv;

/**
 * What a store really gives, so that recipes can say what they promise on it.
 *
 * @param description of the store, for people: what it is and where
 * @param ownedKeys whether keys can be owned by a lease, and lease instances be named in conditions
 * @param transactions whether several operations and conditions can be one write
 * @param perKeyTtl whether an entry can carry a time to live, and with which precision
 * @param durability what an acknowledged write has survived
 */
public record Capabilities(
    String description,
    boolean ownedKeys,
    boolean transactions,
    TtlPrecision perKeyTtl,
    Durability durability) {
  /** How finely a time to live is counted. */
  public enum TtlPrecision {
    /** No time to live per key. */
    NONE,
    /** Whole seconds, at least one. */
    SECONDS,
    /** Milliseconds. */
    MILLIS
  }

  /** What stands behind an acknowledgement. */
  public enum Durability {
    /** Memory only. */
    MEMORY,
    /** Written, but not yet forced to disk. */
    RELAXED,
    /** Forced to disk on a quorum (guarantee G8). */
    SYNCED,
    /** Another product's server: as it is configured there. */
    UNKNOWN
  }
}
