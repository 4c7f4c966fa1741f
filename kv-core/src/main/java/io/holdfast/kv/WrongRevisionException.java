package io.holdfast.kv;

/** A conditional write found another revision than the expected one; nothing was written. */
public final class WrongRevisionException extends HoldfastException {
  private static final long serialVersionUID = 1;

  private final String bucket;
  private final String key;
  private final long expected;
  private final long actual;

  /** The key and its bucket, the revision expected and the one found; 0 where nothing was found. */
  public WrongRevisionException(String bucket, String key, long expected, long actual) {
    super(
        "key '"
            + key
            + "' in bucket '"
            + bucket
            + "' is at revision "
            + actual
            + ", expected "
            + expected
            + ": read it again before writing");
    this.bucket = bucket;
    this.key = key;
    this.expected = expected;
    this.actual = actual;
  }

  /** The bucket. */
  public String bucket() {
    return bucket;
  }

  /** The key. */
  public String key() {
    return key;
  }

  /** The revision the caller expected. */
  public long expected() {
    return expected;
  }

  /** The revision found; 0 when there is none, or when a foreign server did not say. */
  public long actual() {
    return actual;
  }
}
