package io.holdfast.kv;

/**
 * Hears what a watch sees. Calls for one watch never overlap and come in order, on the store's
 * callback threads, never under a lock; blocking inside is allowed and holds up this watch alone.
 * What a listener throws is logged, and the watch goes on.
 */
@FunctionalInterface
public interface WatchListener {
  /**
   * A new entry of a matching key, in revision order, each at most once (guarantee G20). An entry
   * may be left out only if a later one of the same key is delivered.
   */
  void onEntry(Entry entry);

  /**
   * The initial state is complete: everything up to {@code revision} that matches has been
   * delivered. Called once per listing, also when nothing matched.
   */
  default void onSynced(long revision) {}

  /**
   * History was lost before this watch saw it (guarantee G22): forget what was seen. The newest
   * entry of each matching key follows, then {@link #onSynced}.
   */
  default void onResync(CompactedException why) {}

  /**
   * The watch has ended by itself and nothing more will come; not called after {@link Watch#close}.
   */
  default void onClosed(HoldfastException why) {}
}
