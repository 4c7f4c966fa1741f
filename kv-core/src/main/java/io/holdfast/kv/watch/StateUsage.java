package io.holdfast.kv.watch;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketSource;
import io.holdfast.kv.Names;
import io.holdfast.kv.Republish;

/**
 * How much the state of a store takes, as its quota counts it. Immutable.
 *
 * <p>An entry counts for its key, headers and value and {@link #ENTRY_BYTES} more, a bucket for the
 * text of its configuration and {@link #BUCKET_BYTES} more. What is remembered of requests counts
 * as long as it is kept, for the duplicate window of its bucket or 2 minutes, whichever is longer
 * for our own clients.
 *
 * @param bytes taken, at least 0
 * @param quota what may be taken; {@link #NO_QUOTA}: as much as there is memory
 */
public record StateUsage(long bytes, long quota) {
  /** Stands for no quota. */
  public static final long NO_QUOTA = -1;

  /**
   * What an entry takes in memory beside its bytes: 130 to 147 were measured with a million keys
   * ({@code docs/decisions/007-state-layout.md}).
   */
  public static final int ENTRY_BYTES = 150;

  /** What an empty bucket takes in memory, measured like the entries. */
  public static final int BUCKET_BYTES = 2_400;

  /** What a remembered message id takes in memory beside its text: objects of 150 bytes. */
  public static final int ID_BYTES = 150;

  /** What is kept of one of our own clients beside its name and its answers. */
  public static final int CLIENT_BYTES = 350;

  /** What a remembered answer to one of our own clients takes. */
  public static final int ANSWER_BYTES = 100;

  /** What a bucket counts for while it is empty. */
  public static long ofConfig(BucketConfig config) {
    long text = Names.utf8Length(config.name());
    text += Names.utf8Length(config.description());
    for (var named : config.metadata().entrySet()) {
      text += Names.utf8Length(named.getKey());
      text += Names.utf8Length(named.getValue());
    }
    Republish republish = config.republish();
    if (republish != null) {
      text += Names.utf8Length(republish.source()) + Names.utf8Length(republish.destination());
    }
    for (BucketSource source : config.sources()) {
      text += Names.utf8Length(source.id());
    }
    return BUCKET_BYTES + text;
  }

  /** What so many entries count for, whose keys, headers and values take {@code bytes}. */
  public static long ofEntries(long entries, long bytes) {
    return entries * ENTRY_BYTES + bytes;
  }
}
