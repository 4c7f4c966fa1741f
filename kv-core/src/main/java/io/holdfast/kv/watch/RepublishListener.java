package io.holdfast.kv.watch;

/** Hears of every entry that a bucket republishes. */
@FunctionalInterface
public interface RepublishListener {
  /**
   * Called on the apply thread, in the order of writing, once the entry can be read: it must not
   * block. What was written while nobody listened, or came by a snapshot, is not told.
   */
  void republished(Republication republication);
}
