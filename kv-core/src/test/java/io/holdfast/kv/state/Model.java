package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketId;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.command.Refusal.Code;
import io.holdfast.kv.state.ModelBucket.Kept;
import io.holdfast.kv.watch.KeyFilter;
import io.holdfast.kv.watch.SourcePosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the state machine should do, written for plainness alone. It shares no data structure with
 * the real one, only the vocabulary; {@link ModelIds} has the message ids.
 */
final class Model {
  final TreeMap<String, ModelBucket> buckets = new TreeMap<>();
  final ModelQuota quota = new ModelQuota(buckets);
  private final ModelIds ids = new ModelIds();
  private long wallNanos;
  private long leaseNanos;
  private long incarnations;

  Outcome apply(EntryHeader header, Command command) {
    wallNanos = Math.max(wallNanos, header.wall().epochNanos());
    leaseNanos = Math.max(leaseNanos, header.lease().nanos());
    var now = new Moment(wallNanos, leaseNanos);
    if (command instanceof Command.CreateBucket create) {
      return create(create.config());
    }
    if (command instanceof Command.AdvanceTime tick) {
      return tick.term() == header.term() ? advance(now) : new Outcome.Advanced(0);
    }
    if (command instanceof Command.SetQuota set) {
      quota.limit = set.bytes();
      return new Outcome.QuotaSet(set.bytes());
    }
    if (command instanceof Command.Expire tick) {
      return tick.term() == header.term() ? expire(now, tick.most()) : new Outcome.Advanced(0);
    }
    String name = bucketOf(command);
    ModelBucket bucket = buckets.get(name);
    if (bucket == null) {
      return refused(Code.BUCKET_NOT_FOUND, name, -1, 0, 0);
    }
    Outcome outcome;
    if (command instanceof Command.Write write) {
      outcome = write(bucket, write, now);
    } else if (command instanceof Command.Copy copy) {
      outcome = copy(bucket, copy, now);
    } else if (command instanceof Command.UpdateBucket update) {
      outcome = update(bucket, update.config());
    } else if (command instanceof Command.DeleteBucket) {
      buckets.remove(name);
      ids.forgetBucket(bucket.id);
      quota.memory.forgetBucket(bucket.id);
      outcome = new Outcome.Removed(1);
    } else if (command instanceof Command.RemoveRevision remove) {
      outcome = removeRevision(bucket, remove.revision());
    } else {
      outcome = purge(bucket, (Command.PurgeEntries) command);
    }
    bucket.settle(now);
    return outcome;
  }

  private static String bucketOf(Command command) {
    if (command instanceof Command.Write write) {
      return write.bucket();
    } else if (command instanceof Command.Copy copy) {
      return copy.bucket();
    } else if (command instanceof Command.UpdateBucket update) {
      return update.config().name();
    } else if (command instanceof Command.DeleteBucket delete) {
      return delete.bucket();
    } else if (command instanceof Command.RemoveRevision remove) {
      return remove.bucket();
    }
    return ((Command.PurgeEntries) command).bucket();
  }

  long nextDeadline() {
    return buckets.values().stream()
        .flatMap(bucket -> bucket.kept.stream().map(bucket::deadline))
        .min(Comparator.naturalOrder())
        .orElse(Long.MAX_VALUE);
  }

  private Outcome create(BucketConfig config) {
    ModelBucket there = buckets.get(config.name());
    if (there != null) {
      return there.config.equals(config)
          ? new Outcome.BucketReady(there.id.incarnation(), false)
          : refused(Code.BUCKET_EXISTS, config.name(), -1, 0, 0);
    }
    Refusal full = quota.refusal(config.name(), ModelQuota.size(config));
    if (full != null) {
      return new Outcome.Refused(full);
    }
    incarnations = Math.max(incarnations + 1, wallNanos / 1_000_000);
    buckets.put(config.name(), new ModelBucket(new BucketId(config.name(), incarnations), config));
    return new Outcome.BucketReady(incarnations, true);
  }

  private Outcome update(ModelBucket bucket, BucketConfig config) {
    if (bucket.config.flags().perKeyTtl() && !config.flags().perKeyTtl()) {
      return refused(Code.BUCKET_UPDATE_FORBIDDEN, "perKeyTtl", -1, 0, 0);
    }
    long growth = ModelQuota.size(config) - ModelQuota.size(bucket.config);
    Refusal full = quota.refusal(config.name(), growth);
    if (full != null) {
      return new Outcome.Refused(full);
    }
    bucket.config = config;
    bucket.copied.keySet().removeIf(source -> !bucket.hasSource(source));
    bucket.trimAll();
    return new Outcome.BucketReady(bucket.id.incarnation(), false);
  }

  private Outcome advance(Moment now) {
    long ended = 0;
    for (ModelBucket bucket : buckets.values()) {
      forget(bucket, now);
      for (Boolean live = bucket.expireOne(now); live != null; live = bucket.expireOne(now)) {
        ended += live ? 1 : 0;
      }
      bucket.settle(now);
    }
    return new Outcome.Advanced(ended);
  }

  private Outcome expire(Moment now, int most) {
    long ended = 0;
    int left = most;
    for (ModelBucket bucket : buckets.values()) {
      forget(bucket, now);
      Boolean live = left > 0 ? bucket.expireOne(now) : null;
      while (live != null) {
        ended += live ? 1 : 0;
        left -= 1 + bucket.cascade(now);
        live = left > 0 ? bucket.expireOne(now) : null;
      }
      bucket.settle(now);
    }
    return new Outcome.Advanced(ended);
  }

  private void forget(ModelBucket bucket, Moment now) {
    long window = bucket.config.duplicateWindow().toNanos();
    quota.memory.forget(bucket.id, now.leaseNanos(), window);
  }

  private Outcome removeRevision(ModelBucket bucket, long revision) {
    if (bucket.config.flags().denyDelete()) {
      return refused(Code.DELETE_DISABLED, bucket.id.name(), -1, 0, 0);
    }
    Kept found =
        bucket.kept.stream().filter(one -> one.revision() == revision).findAny().orElse(null);
    if (found == null) {
      return refused(Code.REVISION_NOT_FOUND, bucket.id.name(), -1, revision, 0);
    }
    bucket.remove(found);
    return new Outcome.Removed(1);
  }

  private Outcome purge(ModelBucket bucket, Command.PurgeEntries purge) {
    var filter = KeyFilter.of(purge.filter());
    List<Kept> matching = bucket.kept.stream().filter(one -> filter.matches(one.key())).toList();
    List<Kept> going =
        matching.subList(0, (int) Math.max(0, matching.size() - purge.keep())).stream()
            .filter(one -> one.revision() < purge.below())
            .toList();
    going.forEach(bucket::remove);
    return new Outcome.Removed(going.size());
  }

  private Outcome write(ModelBucket bucket, Command.Write asked, Moment now) {
    long window = bucket.config.duplicateWindow().toNanos();
    quota.memory.asked(bucket.id, asked.id(), now.leaseNanos(), window);
    Outcome before = ids.answered(bucket.id, asked, now.leaseNanos(), window);
    if (before != null) {
      return before;
    }
    Command.Write write = resolved(bucket, asked);
    Refusal refusal = refusal(bucket, asked, write, now);
    Outcome outcome;
    if (refusal == null) {
      outcome =
          new Outcome.Written(
              bucket.id.incarnation(), bucket.last + 1, write.operations().size(), false);
      write
          .operations()
          .forEach(operation -> bucket.perform(operation, ModelIds.foreignId(write), now));
    } else {
      outcome = new Outcome.Refused(refusal);
    }
    ids.remember(bucket.id, asked, outcome, now.leaseNanos());
    boolean written = outcome instanceof Outcome.Written;
    quota.memory.answered(bucket.id, asked, written, now.leaseNanos());
    return outcome;
  }

  private Outcome copy(ModelBucket bucket, Command.Copy copy, Moment now) {
    SourcePosition before = bucket.copied.getOrDefault(copy.source(), new SourcePosition(0, 0));
    long position = before.revision();
    if (copy.incarnation() > before.incarnation()) {
      position = 0;
    } else if (copy.incarnation() < before.incarnation()) {
      position = -1;
    }
    position = bucket.hasSource(copy.source()) ? position : -1;
    if (copy.after() != position || copy.upTo() <= position) {
      return refused(Code.CONDITION_FAILED, bucket.id.name(), -1, copy.after(), position);
    }
    var write =
        new Command.Write(
            copy.bucket(), List.of(), copy.operations(), MessageId.NONE, LeaseTime.NEVER);
    Outcome outcome = write(bucket, write, now);
    if (outcome instanceof Outcome.Written) {
      bucket.copied.put(copy.source(), new SourcePosition(copy.incarnation(), copy.upTo()));
    }
    return outcome;
  }

  private static Command.Write resolved(ModelBucket bucket, Command.Write write) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : write.operations()) {
      if (!(operation instanceof Operation.HandOver handOver)) {
        operations.add(operation);
        continue;
      }
      var waiting =
          bucket.kept.stream()
              .filter(one -> one.key().startsWith(handOver.queue()) && bucket.isLive(one.key()))
              .filter(one -> one.equals(bucket.newest(one.key())))
              .map(Kept::entry)
              .filter(entry -> entry.owner().isPresent())
              .findFirst();
      if (waiting.isEmpty()) {
        operations.add(new Operation.Purge(handOver.key(), Headers.NONE, handOver.freedTtl()));
      } else {
        var put = Operation.Put.of(handOver.key(), waiting.get().value());
        operations.add(put.ownedBy(waiting.get().owner().get()));
        operations.add(new Operation.Delete(waiting.get().key(), Headers.NONE, handOver.ttl()));
      }
    }
    return new Command.Write(
        write.bucket(), write.conditions(), operations, write.id(), write.notAfter());
  }

  private @Nullable Refusal refusal(
      ModelBucket bucket, Command.Write asked, Command.Write write, Moment now) {
    if (now.leaseNanos() > write.notAfter().nanos()) {
      return new Refusal(
          Code.TOO_LATE, bucket.id.name(), -1, write.notAfter().nanos(), now.leaseNanos());
    }
    for (Operation operation : write.operations()) {
      if (!operation.ttl().equals(Ttl.NONE) && !bucket.config.flags().perKeyTtl()) {
        return Refusal.of(Code.TTL_DISABLED, operation.key());
      }
    }
    for (int i = 0; i < write.conditions().size(); i++) {
      Refusal failed = failed(bucket, write.conditions().get(i), i);
      if (failed != null) {
        return failed;
      }
    }
    for (Operation operation : write.operations()) {
      LeaseRef owner = operation instanceof Operation.Put put ? put.owner() : null;
      if (owner != null && !bucket.isAlive(owner)) {
        return new Refusal(
            Code.LEASE_GONE,
            owner.toString(),
            -1,
            owner.revision(),
            revision(bucket.newest(owner.key())));
      }
    }
    for (Operation operation : asked.operations()) {
      if (operation instanceof Operation.Put put
          && bucket.config.maxValueBytes() >= 0
          && put.value().length() > bucket.config.maxValueBytes()) {
        return new Refusal(
            Code.VALUE_TOO_LARGE,
            put.key(),
            -1,
            bucket.config.maxValueBytes(),
            put.value().length());
      }
    }
    Refusal full = bucket.config.maxBytes() < 0 ? null : full(bucket, write.operations());
    return full == null ? quota.refusal(bucket, write.operations()) : full;
  }

  private @Nullable Refusal full(ModelBucket bucket, List<Operation> operations) {
    long limit = bucket.config.maxBytes();
    long total = bucket.bytes();
    var seen = new HashSet<String>();
    var growing = new ArrayList<String>();
    boolean endsAll = ModelBucket.endAll(operations);
    for (Operation operation : operations) {
      int value = operation instanceof Operation.Put put ? put.value().length() : 0;
      long size = (long) operation.key().length() + value;
      boolean begins = seen.isEmpty();
      boolean meets = seen.add(operation.key());
      long freed = meets ? bytes(bucket.displaced(operation)) : 0;
      freed = endsAll ? begins ? bucket.bytes() : 0 : freed;
      total += size - freed;
      if (operation instanceof Operation.Put put) {
        if (size > limit) {
          return new Refusal(Code.BUCKET_FULL, put.key(), -1, limit, size);
        }
        if (size > freed && !(meets && !endsAll && bucket.renews(put))) {
          growing.add(put.key());
        }
      }
    }
    boolean refused =
        bucket.config.flags().discardNew()
            && !growing.isEmpty()
            && total > limit
            && total > bucket.bytes();
    return refused ? new Refusal(Code.BUCKET_FULL, growing.get(0), -1, limit, total) : null;
  }

  private static long bytes(List<Kept> entries) {
    return entries.stream().mapToLong(Kept::size).sum();
  }

  private static @Nullable Refusal failed(ModelBucket bucket, Condition condition, int index) {
    if (condition instanceof Condition.KeyAt at) {
      return unless(at.revision(), revision(bucket.newest(at.key())), at.key(), index);
    } else if (condition instanceof Condition.KeyAbsent absent) {
      return bucket.isLive(absent.key())
          ? unless(0, revision(bucket.newest(absent.key())), absent.key(), index)
          : null;
    } else if (condition instanceof Condition.KeyLive live) {
      return bucket.isLive(live.key())
          ? null
          : new Refusal(
              Code.CONDITION_FAILED, live.key(), index, 0, revision(bucket.newest(live.key())));
    } else if (condition instanceof Condition.KeyUntraced untraced) {
      return unless(0, revision(bucket.newest(untraced.key())), untraced.key(), index);
    } else if (condition instanceof Condition.LeaseAlive alive) {
      LeaseRef lease = alive.lease();
      return bucket.isAlive(lease)
          ? null
          : new Refusal(
              Code.CONDITION_FAILED,
              lease.toString(),
              index,
              lease.revision(),
              revision(bucket.newest(lease.key())));
    } else if (condition instanceof Condition.OldestUnder oldest) {
      long actual = live(bucket, oldest.prefix()).min(Comparator.naturalOrder()).orElse(0L);
      return unless(oldest.revision(), actual, oldest.prefix(), index);
    } else if (condition instanceof Condition.NewestUnder newest) {
      long actual = live(bucket, newest.prefix()).max(Comparator.naturalOrder()).orElse(0L);
      return unless(newest.revision(), actual, newest.prefix(), index);
    } else if (condition instanceof Condition.NewestMatching matching) {
      var filter = KeyFilter.of(matching.filter());
      Predicate<Kept> matches = one -> filter.matches(one.key());
      long actual = bucket.kept.stream().filter(matches).mapToLong(Kept::revision).max().orElse(0);
      return unless(matching.revision(), actual, matching.filter(), index);
    } else if (condition instanceof Condition.BucketAt at) {
      return unless(at.revision(), bucket.last, bucket.id.name(), index);
    }
    var lastId = (Condition.LastMessageId) condition;
    return lastId.id().equals(bucket.lastMessageId)
        ? null
        : new Refusal(Code.CONDITION_FAILED, lastId.id(), index, 0, bucket.last);
  }

  private static Stream<Long> live(ModelBucket bucket, String prefix) {
    return bucket.kept.stream()
        .filter(one -> one.key().startsWith(prefix) && one.equals(bucket.newest(one.key())))
        .filter(one -> !one.entry().isMarker())
        .map(Kept::revision);
  }

  private static @Nullable Refusal unless(long expected, long actual, String subject, int index) {
    return expected == actual
        ? null
        : new Refusal(Code.CONDITION_FAILED, subject, index, expected, actual);
  }

  private static long revision(@Nullable Kept kept) {
    return kept == null ? 0 : kept.revision();
  }

  private static Outcome refused(Code code, String subject, int index, long expected, long actual) {
    return new Outcome.Refused(new Refusal(code, subject, index, expected, actual));
  }
}
