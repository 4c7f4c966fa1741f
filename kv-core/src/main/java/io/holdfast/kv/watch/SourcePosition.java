package io.holdfast.kv.watch;

/**
 * Up to where a bucket has copied one of its sources. Immutable.
 *
 * @param incarnation of the source
 * @param revision of the last entry copied from it
 */
public record SourcePosition(long incarnation, long revision) {
  /** Nothing was copied yet. */
  public static final SourcePosition NONE = new SourcePosition(0, 0);

  /** The revision as far as that incarnation of the source goes; -1: it is an older one. */
  public long revisionIn(long ofIncarnation) {
    return ofIncarnation == incarnation ? revision : ofIncarnation > incarnation ? 0 : -1;
  }
}
