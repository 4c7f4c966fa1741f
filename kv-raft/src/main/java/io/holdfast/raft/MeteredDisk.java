package io.holdfast.raft;

import io.holdfast.raft.storage.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Tells a listener what is written and synced. Immutable. */
record MeteredDisk(Disk disk, StorageListener listener) implements Disk {
  @Override
  public DiskFile create(Path file) throws IOException {
    return new MeteredFile(file, disk.create(file), listener);
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return new MeteredFile(file, disk.open(file), listener);
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return disk.exists(path);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    disk.createFolder(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    disk.syncFolder(folder);
  }

  private record MeteredFile(Path path, DiskFile file, StorageListener listener)
      implements DiskFile {
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
      int bytes = from.remaining();
      file.write(from, position);
      listener.written(path, bytes);
    }

    @Override
    public void sync() throws IOException {
      long began = System.nanoTime();
      file.sync();
      listener.synced(path, Duration.ofNanos(System.nanoTime() - began));
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
