package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.watch.EntryTable;
import io.holdfast.kv.watch.StateUsage;
import org.jspecify.annotations.Nullable;

/**
 * The quota on the size of the whole state, and what of it is used. Part of the replicated state:
 * every replica counts the same and so refuses the same. Confined to the apply thread.
 */
final class Quota {
  private long limit = StateUsage.NO_QUOTA;
  private long used;

  long limit() {
    return limit;
  }

  boolean isSet() {
    return limit != StateUsage.NO_QUOTA;
  }

  /** What is used; more than the limit where that was lowered, or where markers came on top. */
  long used() {
    return used;
  }

  /** Sets the limit, in bytes; {@link StateUsage#NO_QUOTA}: none. */
  void limit(long bytes) {
    limit = bytes;
  }

  /** Why the state may not grow by so many bytes for {@code subject}; null when it may. */
  @Nullable Refusal refusal(String subject, long growth) {
    return isSet() && growth > 0 && used + growth > limit
        ? new Refusal(Refusal.Code.QUOTA_EXCEEDED, subject, -1, limit, used + growth)
        : null;
  }

  /** What a bucket uses of it, from nothing on. */
  Share share() {
    return new Share();
  }

  /** What one bucket uses of the quota, as of its last count. */
  final class Share {
    private long config;
    private long counted;

    /** What it would take more with that configuration. */
    long growth(BucketConfig after) {
      return StateUsage.ofConfig(after) - config;
    }

    void configured(BucketConfig now) {
      config = StateUsage.ofConfig(now);
    }

    /** Counts what the bucket takes now, in constant time. */
    void count(EntryTable table, RememberedIds ids) {
      count(config + StateUsage.ofEntries(table.entries(), table.bytes()) + ids.bytes());
    }

    /** The bucket is gone. */
    void end() {
      count(0);
    }

    private void count(long now) {
      used += now - counted;
      counted = now;
    }
  }
}
