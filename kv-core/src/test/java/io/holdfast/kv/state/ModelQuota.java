package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.state.ModelBucket.Kept;
import io.holdfast.kv.watch.StateUsage;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The quota of the {@link Model}: counts everything anew for every question. */
final class ModelQuota {
  private final Map<String, ModelBucket> buckets;
  final ModelMemory memory = new ModelMemory();
  long limit = -1;

  ModelQuota(Map<String, ModelBucket> buckets) {
    this.buckets = buckets;
  }

  long used() {
    long used = memory.bytes();
    for (ModelBucket bucket : buckets.values()) {
      used += size(bucket.config) + size(bucket.kept);
    }
    return used;
  }

  static long size(BucketConfig config) {
    return (long) StateUsage.BUCKET_BYTES
        + config.name().length()
        + config.description().length()
        + config.sources().stream().mapToLong(source -> source.id().length()).sum();
  }

  private static long size(Collection<Kept> entries) {
    return entries.stream().mapToLong(one -> StateUsage.ENTRY_BYTES + one.size()).sum();
  }

  @Nullable Refusal refusal(String subject, long growth) {
    return limit >= 0 && growth > 0 && used() + growth > limit
        ? new Refusal(Refusal.Code.QUOTA_EXCEEDED, subject, -1, limit, used() + growth)
        : null;
  }

  @Nullable Refusal refusal(ModelBucket bucket, List<Operation> operations) {
    var seen = new HashSet<String>();
    String growing = null;
    long growth = 0;
    for (Operation operation : operations) {
      boolean begins = seen.isEmpty();
      boolean first = seen.add(operation.key());
      boolean endsAll = ModelBucket.endAll(operations);
      List<Kept> gone =
          endsAll
              ? begins ? bucket.kept : List.of()
              : first ? bucket.displaced(operation) : List.of();
      long more = growth(bucket, operation, first && !endsAll, size(gone));
      growth += more;
      growing = growing == null && more > 0 ? operation.key() : growing;
    }
    return growing == null ? null : refusal(growing, growth);
  }

  private static long growth(ModelBucket bucket, Operation operation, boolean first, long less) {
    int value = operation instanceof Operation.Put put ? put.value().length() : 0;
    long net = StateUsage.ENTRY_BYTES + operation.key().length() + value - less;
    boolean passes =
        operation instanceof Operation.Put put
            ? first && bucket.renews(put)
            : first && bucket.isLive(operation.key());
    return bucket.isBrief(operation) ? -less : passes ? Math.min(0, net) : net;
  }
}
