package io.holdfast.cli.bench.jnats;

import io.holdfast.cli.bench.target.BenchLock;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A lock as users of a NATS bucket write it by hand: create the key, wait for its deletion where
 * somebody else has it, delete it to release. It has neither lease nor fencing token.
 */
final class HandWrittenLocks implements JnatsClient.LockSource {
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final byte[] HOLDER = "holder".getBytes(StandardCharsets.US_ASCII);

  private final Connection connection;
  private final String bucket;

  HandWrittenLocks(Connection connection, String bucket) {
    this.connection = connection;
    this.bucket = bucket;
  }

  @Override
  public BenchLock lock(String name) throws IOException {
    return new CreatedKey(connection.keyValue(bucket), "lock." + name);
  }

  /** The connection ends the watches. */
  @Override
  public void close() {}

  /** Confined to its caller, but for the permits, which the watch adds. */
  private static final class CreatedKey implements BenchLock, KeyValueWatcher {
    private final KeyValue bucket;
    private final String key;
    private final Semaphore deletions = new Semaphore(0);
    private boolean watching;

    CreatedKey(KeyValue bucket, String key) {
      this.bucket = bucket;
      this.key = key;
    }

    @Override
    public void acquire()
        throws IOException, JetStreamApiException, InterruptedException, TimeoutException {
      long deadline = System.nanoTime() + LONGEST_WAIT_NANOS;
      deletions.drainPermits();
      while (!created()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new TimeoutException("lock '" + key + "' was not free within 30 s");
        }
        if (!watching) {
          // A deletion from before the watch began would be missed: try once more first.
          bucket.watch(key, this, KeyValueWatchOption.UPDATES_ONLY);
          watching = true;
          continue;
        }
        if (deletions.tryAcquire(Math.min(left, LONGEST_WAIT_NANOS), TimeUnit.NANOSECONDS)) {
          deletions.drainPermits();
        }
      }
    }

    private boolean created() throws IOException, JetStreamApiException {
      try {
        bucket.create(key, HOLDER);
        return true;
      } catch (JetStreamApiException e) {
        return JnatsClient.notRefused(e);
      }
    }

    @Override
    public void release() throws IOException, JetStreamApiException {
      bucket.delete(key);
    }

    @Override
    public void watch(KeyValueEntry entry) {
      if (entry.getOperation() != KeyValueOperation.PUT) {
        deletions.release();
      }
    }

    @Override
    public void endOfData() {}
  }
}
