package io.holdfast.raft;

import io.holdfast.raft.storage.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The real disk, but it fails, fills up or hangs when told to. Thread-safe: its switches are
 * volatile.
 */
final class FaultyDisk implements Disk {
  private final Disk real = Disk.real();
  private final AtomicLong syncs = new AtomicLong();
  private volatile boolean failing;
  private volatile boolean full;
  private volatile String heldNameEnd = "";
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile CountDownLatch held = new CountDownLatch(1);

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

  long syncs() {
    return syncs.get();
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    return new FaultyFile(file, real.create(file), true);
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return new FaultyFile(file, real.open(file), false);
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return real.exists(path);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return real.list(folder);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    real.createFolder(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    real.rename(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    real.delete(file);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    real.syncFolder(folder);
  }

  private final class FaultyFile implements DiskFile {
    private final Path path;
    private final DiskFile file;
    private final boolean growing;

    FaultyFile(Path path, DiskFile file, boolean growing) {
      this.path = path;
      this.file = file;
      this.growing = growing;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      file.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      if (growing && full) {
        throw new NoSpaceException("no space left, as told", new IOException("planted"));
      }
      file.write(from, position);
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
      file.sync();
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

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
