package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.command.WallTime;
import io.holdfast.kv.log.AppliedState;
import io.holdfast.kv.watch.EntryTable;
import io.holdfast.kv.watch.KeyFilter;
import io.holdfast.kv.watch.StoreView;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The replicated state: all buckets, as a pure function of the log entries applied so far. Confined
 * to the apply thread, but for {@link #view}, whose readers need no lock.
 */
public final class StateMachine implements AppliedState {
  /** Entries that one {@link Command.AdvanceTime} may expire; the next one goes on. */
  static final int EXPIRED_PER_TICK = 100_000;

  private final Buckets buckets = new Buckets();
  private final Set<EntryTable> touched = new LinkedHashSet<>();

  private long appliedIndex;
  private long wallNanos;
  private long leaseNanos;

  /** An empty state, before the first log entry. */
  public StateMachine() {}

  /**
   * The buckets as applied so far, for readers on any thread. The same object for the life of this
   * state machine.
   */
  public StoreView view() {
    return buckets.tables;
  }

  /**
   * Finds the live entries of {@code bucket} whose keys match, at one revision and within
   * milliseconds; null when there is no such bucket. Apply thread only. A few under prefixes that
   * conditions ask about, too, are found in their index; otherwise everything is captured, to be
   * sifted elsewhere.
   */
  public @Nullable LiveEntries liveEntries(String bucket, KeyFilter filter) {
    BucketState state = buckets.find(bucket);
    if (state == null) {
      return null;
    }
    List<StoredEntry> few = state.order.liveUnder(filter, LiveEntries.FEW);
    return few != null
        ? new LiveEntries(few, true, filter, state.lastRevision())
        : new LiveEntries(
            state.table.capture(),
            state.table.entries() == state.table.keys(),
            filter,
            state.lastRevision());
  }

  /**
   * Throws when an entry could not be applied: the state may be half changed, and nothing may be
   * read from it any more. Any thread.
   *
   * @throws io.holdfast.kv.StoreClosedException then
   */
  public void requireSound() {
    buckets.tables.requireSound();
  }

  /** Whether {@link #requireSound} would throw. Any thread. */
  public boolean isSound() {
    return buckets.tables.isSound();
  }

  @Override
  public List<Outcome> apply(EntryHeader header, List<Command> commands) {
    try {
      return applyAll(header, commands);
    } catch (RuntimeException | Error broken) {
      buckets.tables.fail(broken);
      throw broken;
    }
  }

  private List<Outcome> applyAll(EntryHeader header, List<Command> commands) {
    appliedIndex = header.index();
    wallNanos = Math.max(wallNanos, header.wall().epochNanos());
    leaseNanos = Math.max(leaseNanos, header.lease().nanos());
    var now = new Moment(wallNanos, leaseNanos);
    var outcomes = new ArrayList<Outcome>(commands.size());
    for (Command command : commands) {
      outcomes.add(apply(command, header.term(), now));
    }
    // Pairs with the fence of a cursor that registers: it sees what was published, or the signal
    // below sees it.
    VarHandle.fullFence();
    for (EntryTable table : touched) {
      table.signal();
    }
    touched.clear();
    buckets.showUsage();
    buckets.tables.republishing.tell();
    return outcomes;
  }

  @Override
  public @Nullable List<Outcome> refusals(LeaseTime lease, List<Command> commands) {
    var now = new Moment(wallNanos, Math.max(leaseNanos, lease.nanos()));
    var refusals = new ArrayList<Outcome>(commands.size());
    for (Command command : commands) {
      BucketState bucket =
          command instanceof Command.Write write ? buckets.find(write.bucket()) : null;
      Refusal refusal =
          bucket == null ? null : bucket.writes.refusalWithoutTrace((Command.Write) command, now);
      if (refusal == null) {
        return null;
      }
      refusals.add(new Outcome.Refused(refusal));
    }
    return refusals;
  }

  @Override
  public LeaseTime leaseTime() {
    return new LeaseTime(leaseNanos);
  }

  @Override
  public WallTime wallTime() {
    return new WallTime(wallNanos);
  }

  @Override
  public LeaseTime nextDeadline() {
    long next = Long.MAX_VALUE;
    for (BucketState bucket : buckets.all()) {
      next = Math.min(next, bucket.expiry.nextDeadline());
    }
    return new LeaseTime(next);
  }

  /** Bytes of state as the quota counts them. Apply thread only; others ask the {@link #view}. */
  long usedBytes() {
    return buckets.quota.used();
  }

  @Override
  public long appliedIndex() {
    return appliedIndex;
  }

  @Override
  public CapturedState capture() {
    return new CapturedState(
        appliedIndex,
        wallNanos,
        leaseNanos,
        buckets.incarnations(),
        buckets.quota.limit(),
        buckets.capture());
  }

  /**
   * A hash of the whole state, to compare replicas at one applied index. Apply thread only, and
   * slow: to hash beside it, {@link #capture} and hash that.
   */
  public long hash() {
    return capture().hash();
  }

  /**
   * Reads everything before it changes anything, so that a damaged source leaves the state as it
   * was.
   */
  @Override
  public void restore(InputStream source) throws IOException {
    CapturedState captured = new SnapshotReader(source).read();
    appliedIndex = captured.appliedIndex();
    wallNanos = captured.wallNanos();
    leaseNanos = captured.leaseNanos();
    buckets.restore(captured);
  }

  private Outcome apply(Command command, long term, Moment now) {
    if (command instanceof Command.Write write) {
      return write(write, now);
    }
    if (command instanceof Command.AdvanceTime tick) {
      return tick.term() == term
          ? advance(now, EXPIRED_PER_TICK, Expiry::expire)
          : new Outcome.Advanced(0);
    }
    if (command instanceof Command.Expire tick) {
      return tick.term() == term
          ? advance(now, tick.most(), Expiry::expireWithOwned)
          : new Outcome.Advanced(0);
    }
    if (command instanceof Command.Copy copy) {
      return copy(copy, now);
    }
    if (command instanceof Command.CreateBucket create) {
      return buckets.create(create.config(), now);
    }
    if (command instanceof Command.UpdateBucket update) {
      return update(update.config(), now);
    }
    if (command instanceof Command.DeleteBucket delete) {
      return delete(delete.bucket());
    }
    if (command instanceof Command.RemoveRevision remove) {
      return removing(remove.bucket(), now, bucket -> Removal.revision(bucket, remove.revision()));
    }
    if (command instanceof Command.PurgeEntries purge) {
      return removing(purge.bucket(), now, bucket -> Removal.entries(bucket, purge));
    }
    if (command instanceof Command.SetQuota set) {
      buckets.quota.limit(set.bytes());
      return new Outcome.QuotaSet(set.bytes());
    }
    throw new IllegalStateException("no way to apply " + command);
  }

  private Outcome write(Command.Write write, Moment now) {
    BucketState bucket = buckets.find(write.bucket());
    if (bucket == null) {
      return Buckets.notFound(write.bucket());
    }
    touched.add(bucket.table);
    return bucket.writes.answer(write, now);
  }

  private Outcome copy(Command.Copy copy, Moment now) {
    BucketState bucket = buckets.find(copy.bucket());
    if (bucket == null) {
      return Buckets.notFound(copy.bucket());
    }
    touched.add(bucket.table);
    return bucket.sources.copy(copy, now);
  }

  /** How the entries of one bucket expire, at most so many. */
  @FunctionalInterface
  private interface Step {
    Expiry.Expired expire(Expiry expiry, Moment now, int most);
  }

  private Outcome advance(Moment now, int most, Step step) {
    long keys = 0;
    int left = most;
    for (BucketState bucket : buckets.all()) {
      bucket.ids.forget(now.leaseNanos(), bucket.config().duplicateWindow().toNanos());
      bucket.count();
      Expiry.Expired expired = step.expire(bucket.expiry, now, left);
      if (expired.entries() > 0) {
        bucket.settle(now);
        touched.add(bucket.table);
        keys += expired.keys();
        left -= expired.entries();
      }
    }
    return new Outcome.Advanced(keys);
  }

  private Outcome update(BucketConfig config, Moment now) {
    BucketState bucket = buckets.find(config.name());
    if (bucket == null) {
      return Buckets.notFound(config.name());
    }
    touched.add(bucket.table);
    return buckets.reconfigure(bucket, config, now);
  }

  private Outcome delete(String name) {
    BucketState bucket = buckets.find(name);
    return bucket == null ? Buckets.notFound(name) : buckets.delete(bucket);
  }

  private Outcome removing(String name, Moment now, Removal removal) {
    BucketState bucket = buckets.find(name);
    if (bucket == null) {
      return Buckets.notFound(name);
    }
    Outcome outcome = removal.from(bucket);
    bucket.settle(now);
    touched.add(bucket.table);
    return outcome;
  }
}
