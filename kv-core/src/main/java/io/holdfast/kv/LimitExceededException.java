package io.holdfast.kv;

/** Tells of a limit of the bucket or the store that the write would pass; nothing was written. */
public class LimitExceededException extends HoldfastException {
  private static final long serialVersionUID = 1;

  private final long limit;
  private final long found;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public LimitExceededException(String message) {
    this(message, -1, -1);
  }

  /** The same with what is allowed and what the write would have come to, mostly in bytes. */
  public LimitExceededException(String message, long limit, long found) {
    super(message);
    this.limit = limit;
    this.found = found;
  }

  /**
   * What is allowed; -1 where a server did not say: another product's, or any when a bucket is
   * created or changed, since the JetStream API has no place for it.
   */
  public long limit() {
    return limit;
  }

  /** What the write would have come to; -1 where a server did not say. */
  public long found() {
    return found;
  }
}
