package io.holdfast.cli.bench.jnats;

import io.holdfast.cli.bench.target.BenchLock;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.locks.Locks;
import io.holdfast.locks.Mutex;
import io.holdfast.locks.MutexHandle;
import io.holdfast.locks.ReleaseOutcome;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Our own locks over a connection of their own, made when first asked for. Guarded by its monitor.
 */
final class HoldfastLocks implements JnatsClient.LockSource {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final String url;
  private final String bucket;
  private @Nullable KeyValueStore store;
  private @Nullable Locks locks;

  HoldfastLocks(String url, String bucket) {
    this.url = url;
    this.bucket = bucket;
  }

  @Override
  public synchronized BenchLock lock(String name) throws InterruptedException {
    if (locks == null) {
      store = NatsTarget.store(url);
      locks = Locks.on(store, options -> options.bucket(bucket));
    }
    return new Held(locks.mutex(name));
  }

  @Override
  public synchronized void close() {
    if (locks != null) {
      locks.close();
    }
    if (store != null) {
      store.close();
    }
  }

  /** Confined to its caller. */
  private static final class Held implements BenchLock {
    private final Mutex mutex;
    private @Nullable MutexHandle handle;

    Held(Mutex mutex) {
      this.mutex = mutex;
    }

    @Override
    public void acquire() throws InterruptedException {
      handle = mutex.acquire(LONGEST_WAIT);
    }

    @Override
    public void release() throws InterruptedException {
      ReleaseOutcome outcome = Objects.requireNonNull(handle).release();
      if (outcome == ReleaseOutcome.LOST) {
        throw new IllegalStateException("lock '" + mutex.name() + "' was lost while it was held");
      }
    }
  }
}
