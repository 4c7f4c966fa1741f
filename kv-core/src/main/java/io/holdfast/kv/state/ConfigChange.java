package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.command.Refusal;
import org.jspecify.annotations.Nullable;

/** Which changes of a bucket's configuration are allowed (source: NATS stream update). */
final class ConfigChange {
  private ConfigChange() {}

  /** Why {@code after} may not follow {@code before}; null when it may. */
  static @Nullable Refusal refusal(BucketConfig before, BucketConfig after) {
    String field = null;
    if (before.storage() != after.storage()) {
      field = "storage";
    } else if (before.flags().perKeyTtl() && !after.flags().perKeyTtl()) {
      field = "perKeyTtl";
    } else if (before.flags().denyDelete() && !after.flags().denyDelete()) {
      field = "denyDelete";
    } else if (before.flags().denyPurge() && !after.flags().denyPurge()) {
      field = "denyPurge";
    }
    return field == null ? null : Refusal.of(Refusal.Code.BUCKET_UPDATE_FORBIDDEN, field);
  }
}
