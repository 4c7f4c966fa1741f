package io.holdfast.raft;

import io.holdfast.raft.storage.Disk;
import io.holdfast.raft.storage.ForwardingDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/** Tells a listener what is written and synced. Immutable. */
final class MeteredDisk extends ForwardingDisk {
  private final StorageListener listener;

  MeteredDisk(Disk disk, StorageListener listener) {
    super(disk);
    this.listener = listener;
  }

  @Override
  protected DiskFile around(Path path, DiskFile file) {
    return new MeteredFile(path, file);
  }

  private final class MeteredFile extends ForwardingFile {
    private final Path path;

    MeteredFile(Path path, DiskFile file) {
      super(file);
      this.path = path;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      int bytes = from.remaining();
      super.write(from, position);
      listener.written(path, bytes);
    }

    @Override
    public void sync() throws IOException {
      long began = System.nanoTime();
      super.sync();
      listener.synced(path, Duration.ofNanos(System.nanoTime() - began));
    }
  }
}
