package io.holdfast.kv;

/** How fresh a read must be. Chosen by name, so that the weaker ones show in the calling code. */
public sealed interface Consistency {
  /**
   * Sees every write that was acknowledged, to anybody, before the read began (guarantee G1). The
   * default.
   */
  Consistency LINEARIZABLE = new Linearizable();

  /** Whatever this process has applied, without asking anyone; may be stale without bound. */
  Consistency LOCAL = new Local();

  /**
   * At least {@code revision} of the bucket, else {@link UnavailableException} in bounded time
   * (guarantee G3).
   */
  static Consistency atLeast(long revision) {
    return new AtLeast(revision);
  }

  /** See {@link #LINEARIZABLE}. */
  record Linearizable() implements Consistency {}

  /** See {@link #LOCAL}. */
  record Local() implements Consistency {}

  /** See {@link #atLeast}. */
  record AtLeast(long revision) implements Consistency {}
}
