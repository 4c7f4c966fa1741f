package io.holdfast.raft.engine;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.raft.storage.DiskFullException;
import io.holdfast.raft.storage.LogRecord;
import io.holdfast.raft.storage.SegmentedLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of our log, with what a group has to do when one fails (guarantees G15, G16): a fault
 * stops the node before the failing call returns ({@link Replica#stopped}); a full disk makes the
 * call wait for space, since it is the one failure after which the disk is known to be as it was.
 *
 * <p>Called by the one thread that changes the log; {@link #stopWaiting} and {@link #givenUpBefore}
 * by any. Every change answers whether it is durable.
 */
final class GuardedLog {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  private static final Logger logger = LoggerFactory.getLogger(GuardedLog.class);

  private final SegmentedLog log;
  private final Replica replica;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** What is before it will be cut, even if the call that does waits behind a waiting one. */
  private volatile long givenUp;

  GuardedLog(SegmentedLog log, Replica replica) {
    this.log = log;
    this.replica = replica;
  }

  /** Lets a change that waits for space give up, and every later one as soon as it would wait. */
  void stopWaiting() {
    closing.countDown();
  }

  /** {@code batch} makes the records, so that whatever fails then is dealt with as well. */
  boolean append(Supplier<List<LogRecord>> batch) {
    return written(() -> log.append(batch.get()));
  }

  boolean truncateBefore(long firstKept) {
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

  boolean truncateAfter(long lastKept) {
    return written(() -> log.truncateAfter(lastKept));
  }

  boolean reset(long nextIndex) {
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

  /**
   * Lets a change that waits for space cut the log itself, where the call to cut would come behind
   * it on the same thread. {@code firstKept} must be what that call cuts to.
   */
  void givenUpBefore(long firstKept) {
    givenUp = firstKept;
  }

  private boolean whenThereIsSpace(Runnable step) {
    boolean waited = false;
    while (true) {
      try {
        if (waited) {
          log.truncateBefore(Math.max(givenUp, log.firstIndex()));
        }
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
