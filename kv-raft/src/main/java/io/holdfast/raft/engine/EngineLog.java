package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.raft.storage.DiskFullException;
import io.holdfast.raft.storage.LogRecord;
import io.holdfast.raft.storage.SegmentedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our log as the engine's. Appends and truncations come from the engine's one disk thread, reads
 * from any.
 *
 * <p>A fault stops the node before the failing call returns ({@link Replica#stopped}), since the
 * engine goes on for a moment after an append has failed. A full disk makes the append wait for
 * space: it is the one failure after which the disk is known to be as it was.
 */
final class EngineLog implements LogStorage {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  private static final Logger logger = LoggerFactory.getLogger(EngineLog.class);

  private final SegmentedLog log;
  private final Replica replica;
  private final SoleVoter sole;
  private final CountDownLatch closing = new CountDownLatch(1);

  EngineLog(SegmentedLog log, Replica replica, SoleVoter sole) {
    this.log = log;
    this.replica = replica;
    this.sole = sole;
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
    closing.countDown();
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
    return written(() -> log.append(records(entries))) ? entries.size() : 0;
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
    long firstBefore = log.firstIndex();
    boolean cut = written(() -> log.truncateBefore(firstKept));
    if (cut && log.firstIndex() > firstBefore) {
      logger.info(
          "The log was cut: it holds entries {} to {} from here on",
          log.firstIndex(),
          log.lastIndex());
    }
    return cut;
  }

  @Override
  public boolean truncateSuffix(long lastKept) {
    return written(() -> log.truncateAfter(lastKept));
  }

  @Override
  public boolean reset(long nextIndex) {
    return written(() -> log.reset(nextIndex));
  }

  private boolean written(Runnable step) {
    try {
      return whenThereIsSpace(step);
    } catch (HoldfastException e) {
      replica.stopped(e);
      return false;
    } catch (RuntimeException | Error e) {
      // Whatever it is, the log may be in the middle of a change: nothing may be added to it.
      replica.stopped(new UnavailableException("the log failed unexpectedly: " + e, e));
      return false;
    }
  }

  private boolean whenThereIsSpace(Runnable step) {
    boolean waited = false;
    while (true) {
      try {
        step.run();
        if (waited) {
          replica.diskHasRoom();
        }
        return true;
      } catch (DiskFullException e) {
        waited = true;
        replica.diskFull(e);
        if (closes()) {
          return false;
        }
      }
    }
  }

  private boolean closes() {
    try {
      return closing.await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
