package io.holdfast.kv;

/** The history that a read or watch asked for is no longer kept (guarantee G22). */
public final class CompactedException extends HoldfastException {
  private static final long serialVersionUID = 1;

  private final long oldestRevision;

  /** The first revision from which nothing is missing. */
  public CompactedException(String bucket, long oldestRevision) {
    super(
        "bucket '"
            + bucket
            + "' keeps nothing complete before revision "
            + oldestRevision
            + ": list it again");
    this.oldestRevision = oldestRevision;
  }

  /** The first revision from which nothing is missing. */
  public long oldestRevision() {
    return oldestRevision;
  }
}
