package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.raft.storage.LogRecord;
import io.holdfast.raft.storage.SegmentedLog;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Our log as the engine's. Appends and truncations come from the engine's one disk thread, reads
 * from any.
 *
 * <p>The engine goes on for a moment after an append has failed, so {@link GuardedLog} stops the
 * node before the failing call returns.
 */
final class EngineLog implements LogStorage {
  private final SegmentedLog log;
  private final Replica replica;
  private final SoleVoter sole;
  private final GuardedLog guarded;

  EngineLog(SegmentedLog log, Replica replica, SoleVoter sole) {
    this.log = log;
    this.replica = replica;
    this.sole = sole;
    this.guarded = new GuardedLog(log, replica);
  }

  @Override
  public boolean init(LogStorageOptions options) {
    try {
      var members = options.getConfigurationManager();
      log.forEach(
          EntryForm.CONFIGURATION,
          found -> {
            meet(EntryForm.entry(found));
            members.add(EntryForm.configuration(found));
          });
      return true;
    } catch (HoldfastException e) {
      replica.stopped(e);
      return false;
    }
  }

  @Override
  public void shutdown() {
    // The log belongs to whoever opened it.
  }

  /** Lets an append that waits for space give up. */
  void stopWaiting() {
    guarded.stopWaiting();
  }

  @Override
  public long getFirstLogIndex() {
    return log.firstIndex();
  }

  @Override
  public long getLastLogIndex() {
    return log.lastIndex();
  }

  /**
   * Null, as the engine wants it, for an index outside the log and for a record that cannot be
   * trusted.
   */
  @Override
  @SuppressWarnings(
      "NullAway") // the engine's interface says nothing of null, its callers check for it
  public LogEntry getEntry(long index) {
    return read(index);
  }

  private @Nullable LogEntry read(long index) {
    try {
      LogRecord found = log.read(index);
      return found == null ? null : EntryForm.entry(found);
    } catch (HoldfastException e) {
      replica.stopped(e);
      return null;
    } catch (RuntimeException | Error e) {
      replica.stopped(new UnavailableException("the log could not be read: " + e, e));
      return null;
    }
  }

  @Override
  @Deprecated
  public long getTerm(long index) {
    return log.termAt(index);
  }

  @Override
  public boolean appendEntry(LogEntry entry) {
    return appendEntries(List.of(entry)) == 1;
  }

  @Override
  public int appendEntries(List<LogEntry> entries) {
    entries.forEach(this::meet);
    return guarded.append(() -> records(entries)) ? entries.size() : 0;
  }

  private static List<LogRecord> records(List<LogEntry> entries) {
    var records = new ArrayList<LogRecord>(entries.size());
    entries.forEach(entry -> records.add(EntryForm.record(entry)));
    return records;
  }

  private void meet(LogEntry entry) {
    if (entry.getType() == EntryType.ENTRY_TYPE_CONFIGURATION) {
      sole.met(entry.getPeers(), entry.getOldPeers());
    }
  }

  @Override
  public boolean truncatePrefix(long firstKept) {
    return guarded.truncateBefore(firstKept);
  }

  @Override
  public boolean truncateSuffix(long lastKept) {
    return guarded.truncateAfter(lastKept);
  }

  @Override
  public boolean reset(long nextIndex) {
    return guarded.reset(nextIndex);
  }

  /** See {@link GuardedLog#givenUpBefore}. */
  void givenUpBefore(long firstKept) {
    guarded.givenUpBefore(firstKept);
  }
}
