package io.holdfast.raft;

import io.holdfast.raft.storage.Disk;
import io.holdfast.raft.storage.ForwardingDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The real disk, but it fails, fills up or hangs when told to. Thread-safe: its switches are
 * volatile.
 */
final class FaultyDisk extends ForwardingDisk {
  private final AtomicLong syncs = new AtomicLong();
  private final Set<Path> open = ConcurrentHashMap.newKeySet();
  private volatile boolean failing;
  private volatile boolean full;
  private volatile String heldNameEnd = "";
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile CountDownLatch held = new CountDownLatch(1);

  FaultyDisk() {
    this(Disk.real());
  }

  /** The same over another disk. */
  FaultyDisk(Disk disk) {
    super(disk);
  }

  /** Every sync from now on fails. */
  void failSyncs() {
    failing = true;
  }

  /** New files get no space while this is on. */
  void full(boolean on) {
    full = on;
  }

  /** Syncs wait from now on until the latch opens. */
  void holdSyncs(CountDownLatch until) {
    holdSyncs("", until);
  }

  /** Syncs of files whose names end so wait from now on until the latch opens. */
  void holdSyncs(String nameEnd, CountDownLatch until) {
    heldNameEnd = nameEnd;
    held = new CountDownLatch(1);
    gate = until;
  }

  /** Waits until a sync waits. */
  void awaitHeldSync() {
    try {
      held.await();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for a sync", e);
    }
  }

  /**
   * Waits until {@code file} has been filled and closed, as the log does ahead of need on a thread
   * of its own. The test's time-out bounds it.
   */
  void awaitFilled(Path file) {
    while (open.contains(file) || file.toFile().length() == 0) {
      Thread.onSpinWait();
    }
  }

  long syncs() {
    return syncs.get();
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    return new FaultyFile(file, super.create(file), true);
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return new FaultyFile(file, super.open(file), false);
  }

  private final class FaultyFile extends ForwardingFile {
    private final Path path;
    private final boolean growing;

    FaultyFile(Path path, DiskFile file, boolean growing) {
      super(file);
      this.path = path;
      this.growing = growing;
      open.add(path);
    }

    @Override
    public void close() throws IOException {
      super.close();
      open.remove(path);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      if (growing && full) {
        throw new NoSpaceException("no space left, as told", new IOException("planted"));
      }
      super.write(from, position);
    }

    @Override
    public void sync() throws IOException {
      if (path.toString().endsWith(heldNameEnd)) {
        awaitGate();
      }
      if (failing) {
        throw new IOException("planted failure of a sync");
      }
      syncs.incrementAndGet();
      super.sync();
    }

    private void awaitGate() throws IOException {
      var until = gate;
      if (until.getCount() > 0) {
        held.countDown();
      }
      try {
        until.await();
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
    }
  }
}
