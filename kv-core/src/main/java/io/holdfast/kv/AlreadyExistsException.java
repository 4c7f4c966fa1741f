package io.holdfast.kv;

/** Tells of a bucket or key that is there already. */
public class AlreadyExistsException extends HoldfastException {
  private static final long serialVersionUID = 1;

  private final String bucket;
  private final String key;
  private final long revision;

  /** An error with a message that says what failed, on which thing, and what to do. */
  public AlreadyExistsException(String message) {
    super(message);
    this.bucket = "";
    this.key = "";
    this.revision = 0;
  }

  private AlreadyExistsException(String bucket, String key, long revision) {
    super(
        "key '"
            + key
            + "' in bucket '"
            + bucket
            + "' exists"
            + (revision > 0 ? " at revision " + revision : " already")
            + ": update it at "
            + (revision > 0 ? "that" : "its")
            + " revision, or delete it first");
    this.bucket = bucket;
    this.key = key;
    this.revision = revision;
  }

  /** A key that is live, at {@code revision}; 0: a server did not say at which. */
  public static AlreadyExistsException ofKey(String bucket, String key, long revision) {
    return new AlreadyExistsException(bucket, key, revision);
  }

  /** The bucket that has the key; empty when it is a bucket that exists. */
  public String bucket() {
    return bucket;
  }

  /** The key; empty when it is a bucket that exists. */
  public String key() {
    return key;
  }

  /** The revision found; 0 where it is not known. */
  public long revision() {
    return revision;
  }
}
