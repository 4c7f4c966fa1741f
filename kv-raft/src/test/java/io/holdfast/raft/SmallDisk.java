package io.holdfast.raft;

import io.holdfast.raft.storage.Disk;
import io.holdfast.raft.storage.ForwardingDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The real disk, with so much space and no more. Guarded by its monitor. */
final class SmallDisk extends ForwardingDisk {
  private final Map<Path, Long> sizes = new HashMap<>();
  private long capacity;

  SmallDisk(long capacity) {
    super(Disk.real());
    this.capacity = capacity;
  }

  /** Somebody else takes all that is left, or gives it back. */
  synchronized void capacity(long bytes) {
    capacity = bytes;
  }

  synchronized long used() {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  private synchronized void grow(Path path, long size) throws NoSpaceException {
    long growth = size - sizes.getOrDefault(path, 0L);
    if (growth > 0 && used() + growth > capacity) {
      throw new NoSpaceException("No space left, as told", new IOException("planted"));
    }
    sizes.merge(path, size, Math::max);
  }

  @Override
  public synchronized long usableBytes(Path folder) {
    return Math.max(0, capacity - used());
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    super.rename(from, to);
    Long size = sizes.remove(from);
    if (size != null) {
      sizes.put(to, size);
    }
  }

  @Override
  public synchronized void delete(Path file) throws IOException {
    super.delete(file);
    sizes.remove(file);
  }

  @Override
  protected DiskFile around(Path path, DiskFile file) {
    return new ForwardingFile(file) {
      @Override
      public void write(ByteBuffer from, long position) throws IOException {
        grow(path, position + from.remaining());
        super.write(from, position);
      }
    };
  }
}
