package io.holdfast.net.jetstream;

import io.holdfast.kv.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one consumer, in revision order. Confined to the consumer's thread.
 *
 * <p>A JetStream consumer is never told that history was lost: it skips what is gone. So where the
 * store's cursor would say COMPACTED, a feed goes on with what is still retained.
 */
interface ConsumerFeed extends AutoCloseable {
  /**
   * Reads forward.
   *
   * @return the next entries, possibly none; null when the bucket is gone
   */
  @Nullable Slice read(int maxEntries, long maxBytes);

  /** Retained matching entries that are not read yet. */
  long pending();

  /** Everything up to this revision has been considered. */
  long position();

  /** Of the bucket that it reads. */
  long incarnation();

  /** Up to this revision only the newest entry of a key is read; 0: all are. */
  long newestOnlyUpTo();

  /** The entry at a revision that was read before; null when it is not retained any more. */
  @Nullable Entry at(long revision);

  /**
   * Has the store forget this feed until it is read again: nothing is signalled, and writes cost
   * nothing for it.
   */
  void rest();

  @Override
  void close();

  /**
   * What one read found.
   *
   * @param pending entries left after it
   */
  record Slice(List<Entry> entries, long pending) {}

  /** A feed that never has anything: no key can match. */
  static ConsumerFeed empty(long incarnation, long position) {
    return new ConsumerFeed() {
      @Override
      public Slice read(int maxEntries, long maxBytes) {
        return new Slice(List.of(), 0);
      }

      @Override
      public long pending() {
        return 0;
      }

      @Override
      public long position() {
        return position;
      }

      @Override
      public long incarnation() {
        return incarnation;
      }

      @Override
      public long newestOnlyUpTo() {
        return 0;
      }

      @Override
      public @Nullable Entry at(long revision) {
        return null;
      }

      @Override
      public void rest() {}

      @Override
      public void close() {}
    };
  }
}
