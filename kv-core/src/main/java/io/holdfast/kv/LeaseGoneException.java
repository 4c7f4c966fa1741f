package io.holdfast.kv;

/** A write named an owning lease that is not alive (any more); nothing was written. */
public final class LeaseGoneException extends HoldfastException {
  private static final long serialVersionUID = 1;

  private final LeaseRef lease;

  /** The lease that is gone. */
  public LeaseGoneException(String bucket, LeaseRef lease) {
    super("lease '" + lease + "' in bucket '" + bucket + "' is not alive: acquire a new one");
    this.lease = lease;
  }

  /** The lease that is gone. */
  public LeaseRef lease() {
    return lease;
  }
}
