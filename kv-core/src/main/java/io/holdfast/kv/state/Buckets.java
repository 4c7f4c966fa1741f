package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.command.WallTime;
import io.holdfast.kv.watch.StateUsage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All buckets: they come, change and go here, together with the tables that readers have of them
 * and with what they take of the quota. Confined to the apply thread.
 */
final class Buckets {
  final Tables tables = new Tables();
  final Quota quota = new Quota();

  private final TreeMap<String, BucketState> byName = new TreeMap<>();
  private long incarnations;

  @Nullable BucketState find(String name) {
    return byName.get(name);
  }

  /** All of them, by name. */
  Collection<BucketState> all() {
    return byName.values();
  }

  /** The incarnation that the newest bucket got; each gets a greater one than all before. */
  long incarnations() {
    return incarnations;
  }

  Outcome create(BucketConfig config, Moment now) {
    BucketState existing = find(config.name());
    if (existing != null) {
      return existing.config().equals(config)
          ? new Outcome.BucketReady(existing.id.incarnation(), false)
          : refused(Refusal.Code.BUCKET_EXISTS, config.name());
    }
    Refusal refusal = quota.refusal(config.name(), StateUsage.ofConfig(config));
    if (refusal != null) {
      return new Outcome.Refused(refusal);
    }
    var created = new WallTime(now.wallNanos());
    incarnations = Math.max(incarnations + 1, created.epochMillis());
    var id = new BucketId(config.name(), incarnations);
    put(new BucketState(id, config, created, quota, tables.republishing));
    return new Outcome.BucketReady(incarnations, true);
  }

  /** Gives the bucket another configuration, where that is allowed and there is room for it. */
  Outcome reconfigure(BucketState bucket, BucketConfig config, Moment now) {
    Refusal refusal = ConfigChange.refusal(bucket.config(), config);
    if (refusal == null) {
      refusal = quota.refusal(config.name(), bucket.share.growth(config));
    }
    if (refusal != null) {
      return new Outcome.Refused(refusal);
    }
    bucket.reconfigure(config, now);
    tables.changed();
    return new Outcome.BucketReady(bucket.id.incarnation(), false);
  }

  Outcome delete(BucketState bucket) {
    byName.remove(bucket.id.name());
    tables.remove(bucket.id.name());
    bucket.share.end();
    bucket.table.end();
    return new Outcome.Removed(1);
  }

  /** The answer to a command about a bucket that does not exist. */
  static Outcome notFound(String bucket) {
    return refused(Refusal.Code.BUCKET_NOT_FOUND, bucket);
  }

  private static Outcome refused(Refusal.Code code, String subject) {
    return new Outcome.Refused(Refusal.of(code, subject));
  }

  /** Shows readers what of the quota is taken now. */
  void showUsage() {
    tables.usage(quota.used(), quota.limit());
  }

  List<CapturedBucket> capture() {
    var captured = new ArrayList<CapturedBucket>(byName.size());
    for (BucketState bucket : byName.values()) {
      captured.add(bucket.capture());
    }
    return captured;
  }

  /**
   * Replaces all buckets by those of a snapshot. Readers keep the table of a bucket that is in both
   * and was not created anew in between; the other tables end.
   */
  void restore(CapturedState captured) {
    incarnations = captured.incarnations();
    quota.limit(captured.quota());
    var before = new TreeMap<>(byName);
    byName.clear();
    before.values().forEach(old -> old.share.end());
    for (CapturedBucket bucket : captured.buckets()) {
      String name = bucket.config().name();
      BucketState old = before.get(name);
      BucketState restored =
          BucketState.restore(bucket, old == null ? null : old.table, quota, tables.republishing);
      put(restored);
      if (old != null && old.id.equals(restored.id)) {
        before.remove(name);
      }
    }
    before.forEach(
        (name, gone) -> {
          if (find(name) == null) {
            tables.remove(name);
          }
          gone.table.end();
        });
    showUsage();
  }

  private void put(BucketState bucket) {
    byName.put(bucket.id.name(), bucket);
    tables.put(bucket.id.name(), bucket.table);
  }
}
