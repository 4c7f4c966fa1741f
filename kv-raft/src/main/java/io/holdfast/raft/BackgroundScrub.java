package io.holdfast.raft;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.raft.storage.ScrubPass;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies a node's files again and again while it runs, a piece at a time with rests between them,
 * so that neither the disk nor a processor is kept busy (guarantee G12). Runs on the scheduler's
 * threads, never on those that append or apply. Guarded by its lock.
 *
 * <p>Damage ends the node: what is served comes from memory that was verified when it was read, but
 * a restart, or a peer that asks for the log, would find less than was acknowledged.
 */
final class BackgroundScrub implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(BackgroundScrub.class);

  /** How long {@link #close} waits for a piece under way; a hung disk may hold it for ever. */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(1);

  private final Scheduler scheduler;
  private final ScrubOptions options;
  private final Supplier<ScrubPass> passes;
  private final StorageListener listener;
  private final Consumer<? super HoldfastException> onDamage;
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable ScrubPass pass;
  private long began;
  private Scheduler.Cancellation pending = () -> {};
  private volatile boolean closed;

  /** {@code onDamage} is told, once, of what ends the node; no lock is held then. */
  BackgroundScrub(
      Scheduler scheduler,
      ScrubOptions options,
      Supplier<ScrubPass> passes,
      StorageListener listener,
      Consumer<? super HoldfastException> onDamage) {
    this.scheduler = scheduler;
    this.options = options;
    this.passes = passes;
    this.listener = listener;
    this.onDamage = onDamage;
  }

  void start() {
    lock.lock();
    try {
      later(options.period());
    } finally {
      lock.unlock();
    }
  }

  private void later(Duration delay) {
    if (!closed) {
      pending = scheduler.schedule(delay, this::step);
    }
  }

  private void step() {
    HoldfastException damage = null;
    lock.lock();
    try {
      if (!closed) {
        piece();
      }
    } catch (HoldfastException e) {
      damage = closed ? null : e;
      end();
    } catch (RuntimeException | Error e) {
      giveUpPass(e);
    } finally {
      lock.unlock();
    }
    if (damage != null) {
      listener.damageFound();
      onDamage.accept(damage);
    }
  }

  /** Says nothing about the files, such as memory that ran out: a later pass finds out. */
  private void giveUpPass(Throwable why) {
    logger.error("A scrub could not go on; the next one begins in {}", options.period(), why);
    dropPass();
    later(options.period());
  }

  private void piece() {
    var current = pass;
    if (current == null) {
      current = passes.get();
      pass = current;
      began = scheduler.clock().nanos();
    }
    int bytes = current.next();
    if (bytes > 0) {
      later(options.restAfter(bytes));
      return;
    }
    pass = null;
    report(current);
    later(options.period());
  }

  private void report(ScrubPass over) {
    var took = Duration.ofNanos(scheduler.clock().nanos() - began);
    logger.info(
        "Scrub: {} files with {} bytes are sound, in {} ms; the next one begins in {}",
        over.files(),
        over.bytes(),
        took.toMillis(),
        options.period());
    listener.scrubbed(new ScrubReport(over.files(), over.bytes(), took));
  }

  private void end() {
    closed = true;
    pending.cancel();
    dropPass();
  }

  private void dropPass() {
    ScrubPass dropped = pass;
    pass = null;
    if (dropped != null) {
      dropped.close();
    }
  }

  /** Ends it; waits for a piece under way, so that nothing is read afterwards. Idempotent. */
  @Override
  public void close() {
    closed = true;
    boolean entered = false;
    try {
      entered = lock.tryLock(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      if (entered) {
        end();
      } else {
        logger.warn("The scrub is still waiting for the disk after {}", CLOSE_WAIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (entered) {
        lock.unlock();
      }
    }
  }
}
