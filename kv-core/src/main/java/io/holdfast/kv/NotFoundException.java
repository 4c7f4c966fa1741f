package io.holdfast.kv;

/** Tells of a bucket, key or revision that is not there. */
public class NotFoundException extends HoldfastException {
  private static final long serialVersionUID = 1;

  private final String bucket;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public NotFoundException(String message) {
    super(message);
    this.bucket = "";
  }

  /** The same with its cause. */
  public NotFoundException(String message, Throwable cause) {
    super(message, cause);
    this.bucket = "";
  }

  private NotFoundException(String bucket, String message) {
    super(message);
    this.bucket = bucket;
  }

  /** There is no such bucket. */
  public static NotFoundException ofBucket(String bucket) {
    return new NotFoundException(bucket, "bucket '" + bucket + "' does not exist: create it first");
  }

  /** The bucket that is missing; empty when something else is. */
  public String bucket() {
    return bucket;
  }
}
