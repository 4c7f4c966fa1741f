package io.holdfast.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A disk over another one, for tests that change one thing of it. As thread-safe as that one. */
public abstract class ForwardingDisk implements Disk {
  private final Disk disk;

  /** Over {@code disk}. */
  protected ForwardingDisk(Disk disk) {
    this.disk = disk;
  }

  /** A read of an open file. */
  protected void read(DiskFile file, ByteBuffer into, long position) throws IOException {
    file.read(into, position);
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    return new Forwarding(disk.create(file));
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return new Forwarding(disk.open(file));
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

  private final class Forwarding implements DiskFile {
    private final DiskFile file;

    Forwarding(DiskFile file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      ForwardingDisk.this.read(file, into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      file.write(from, position);
    }

    @Override
    public void sync() throws IOException {
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
