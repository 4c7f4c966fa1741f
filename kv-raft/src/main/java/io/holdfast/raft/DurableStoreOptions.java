package io.holdfast.raft;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.command.CommandRules;
import io.holdfast.kv.store.LogBackedStore;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.raft.storage.Disk;
import io.holdfast.raft.storage.Fsync;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link DurableStore} is opened. Immutable; begin with {@link #at}.
 *
 * @param dataDirectory where the store lives; made when missing, and used by one process at a time
 * @param nodeNumber the node's number, from 1: kept when the store grows into a cluster
 * @param cluster the nodes of a new cluster, this one among them; null: the store is alone
 * @param fsync what an acknowledged write has survived
 * @param scheduler where callbacks run and time is counted; null: threads of the store's own
 * @param requestTimeout how long a request may take, 1 ms to one day
 * @param maxCommandBytes largest single write, with its keys, headers and conditions: see {@link
 *     CommandRules#maxCommandBytes}
 * @param batches how much work is taken on at once
 * @param snapshotBytes commands in the log, in bytes, that make a snapshot due; as many as the last
 *     snapshot took, where that is more
 * @param snapshotEntries log entries that make a snapshot due
 * @param openWait how long opening may take, most of which is applying what the log holds; 1 ms to
 *     one day
 * @param scrub how often and how fast a running store verifies its files once more
 * @param diskLimits how long a call to the disk may take
 * @param listener hears what the store does to its disk, such as for meters
 * @param meters where the store's requests, log and disk are shown; null: nowhere, at no cost
 * @param onFatal is told, once, why the store has stopped; called inside the failing step, before
 *     it returns, so that a server can end its process there. It must not wait for the store, nor
 *     throw
 */
public record DurableStoreOptions(
    Path dataDirectory,
    int nodeNumber,
    @Nullable ClusterOptions cluster,
    Fsync fsync,
    @Nullable Scheduler scheduler,
    Duration requestTimeout,
    int maxCommandBytes,
    BatchLimits batches,
    long snapshotBytes,
    long snapshotEntries,
    Duration openWait,
    ScrubOptions scrub,
    DiskLimits diskLimits,
    StorageListener listener,
    @Nullable MeterRegistry meters,
    Consumer<? super Throwable> onFatal,
    Disk disk) {
  /** Checks the ranges. */
  public DurableStoreOptions {
    if (nodeNumber < 1 || snapshotBytes < 1 || snapshotEntries < 1) {
      throw new InvalidArgumentException(
          "node number %d, snapshots every %d bytes or %d entries: expected at least 1 of each"
              .formatted(nodeNumber, snapshotBytes, snapshotEntries));
    }
    if (cluster != null && !cluster.nodes().containsKey(nodeNumber)) {
      throw new InvalidArgumentException(
          "this is node %d, and the cluster has the nodes %s: name it among them, or choose its number"
              .formatted(nodeNumber, cluster.nodes().keySet()));
    }
    checkPositive("request time-out", requestTimeout);
    checkPositive("wait for the opening", openWait);
    CommandRules.checkMaxCommandBytes(maxCommandBytes);
  }

  private static void checkPositive(String what, Duration time) {
    if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(Duration.ofDays(1)) > 0) {
      throw new InvalidArgumentException(what + " must be 1 ms to one day, got " + time);
    }
  }

  /**
   * A store in this directory with the defaults: node 1, every write synced, snapshots every 64 MiB
   * or 200000 entries.
   */
  public static Builder at(Path dataDirectory) {
    return new Builder(dataDirectory);
  }

  CommandRules rules() {
    return new CommandRules(maxCommandBytes);
  }

  LogSettings log() {
    return new LogSettings(
        batches,
        cluster == null ? LogSettings.DEFAULT.electionTimeout() : cluster.electionTimeout(),
        snapshotBytes,
        snapshotEntries,
        openWait,
        LogSettings.DEFAULT.closeWait(),
        scrub);
  }

  /** Collects what differs from the defaults. Confined to one thread. */
  public static final class Builder {
    private final Path dataDirectory;
    private int nodeNumber = 1;
    private @Nullable ClusterOptions cluster;
    private Fsync fsync = Fsync.SYNC;
    private @Nullable Scheduler scheduler;
    private Duration requestTimeout = LogBackedStore.DEFAULT_TIMEOUT;
    private int maxCommandBytes = CommandRules.DEFAULT.maxCommandBytes();
    private BatchLimits batches = BatchLimits.DEFAULT;
    private long snapshotBytes = LogSettings.DEFAULT.snapshotBytes();
    private long snapshotEntries = LogSettings.DEFAULT.snapshotEntries();
    private Duration openWait = LogSettings.DEFAULT.openWait();
    private ScrubOptions scrub = ScrubOptions.DEFAULT;
    private DiskLimits diskLimits = DiskLimits.DEFAULT;
    private StorageListener listener = StorageListener.NONE;
    private @Nullable MeterRegistry meters;
    private Consumer<? super Throwable> onFatal = cause -> {};
    private Disk disk = Disk.real();

    private Builder(Path dataDirectory) {
      this.dataDirectory = dataDirectory;
    }

    /** See {@link DurableStoreOptions#nodeNumber}. */
    public Builder nodeNumber(int number) {
      nodeNumber = number;
      return this;
    }

    /** See {@link DurableStoreOptions#cluster}. */
    public Builder cluster(ClusterOptions nodes) {
      cluster = nodes;
      return this;
    }

    /**
     * See {@link DurableStoreOptions#fsync}; anything but {@link Fsync#SYNC} is named in the log
     * and the capabilities.
     */
    public Builder fsync(Fsync chosen) {
      fsync = chosen;
      return this;
    }

    /**
     * See {@link DurableStoreOptions#scheduler}; it stays the caller's to close, after the store.
     */
    public Builder scheduler(Scheduler shared) {
      scheduler = shared;
      return this;
    }

    /** See {@link DurableStoreOptions#requestTimeout}. */
    public Builder requestTimeout(Duration timeout) {
      requestTimeout = timeout;
      return this;
    }

    /** See {@link DurableStoreOptions#maxCommandBytes}. */
    public Builder maxCommandBytes(int bytes) {
      maxCommandBytes = bytes;
      return this;
    }

    /** See {@link DurableStoreOptions#batches}. */
    public Builder batches(BatchLimits limits) {
      batches = limits;
      return this;
    }

    /**
     * See {@link DurableStoreOptions#snapshotBytes} and {@link
     * DurableStoreOptions#snapshotEntries}.
     */
    public Builder snapshotEvery(long bytes, long entries) {
      snapshotBytes = bytes;
      snapshotEntries = entries;
      return this;
    }

    /** See {@link DurableStoreOptions#openWait}. */
    public Builder openWait(Duration wait) {
      openWait = wait;
      return this;
    }

    /** See {@link DurableStoreOptions#scrub}. */
    public Builder scrub(ScrubOptions chosen) {
      scrub = chosen;
      return this;
    }

    /** See {@link DurableStoreOptions#diskLimits}. */
    public Builder diskLimits(DiskLimits chosen) {
      diskLimits = chosen;
      return this;
    }

    /** See {@link DurableStoreOptions#listener}. */
    public Builder listener(StorageListener hears) {
      listener = hears;
      return this;
    }

    /**
     * See {@link DurableStoreOptions#meters}. Gauges describe one store: two stores need two
     * registries, or one with different common tags.
     */
    public Builder meters(MeterRegistry registry) {
      meters = registry;
      return this;
    }

    /** See {@link DurableStoreOptions#onFatal}. */
    public Builder onFatal(Consumer<? super Throwable> listener) {
      onFatal = listener;
      return this;
    }

    /** The way to the disk: a seam for tests that inject faults. */
    public Builder disk(Disk other) {
      disk = other;
      return this;
    }

    /** The options. */
    public DurableStoreOptions build() {
      return new DurableStoreOptions(
          dataDirectory,
          nodeNumber,
          cluster,
          fsync,
          scheduler,
          requestTimeout,
          maxCommandBytes,
          batches,
          snapshotBytes,
          snapshotEntries,
          openWait,
          scrub,
          diskLimits,
          listener,
          meters,
          onFatal,
          disk);
    }
  }
}
