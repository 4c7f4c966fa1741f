package io.holdfast.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk over another one, which hands everything on: a subclass says only what it does beside. As
 * thread-safe as the other one.
 */
public abstract class ForwardingDisk implements Disk {
  private final Disk disk;

  /** Over {@code disk}. */
  protected ForwardingDisk(Disk disk) {
    this.disk = disk;
  }

  /** What callers get for a file that was made or opened; the file itself unless overridden. */
  protected DiskFile around(Path path, DiskFile file) {
    return file;
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    return around(file, disk.create(file));
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return around(file, disk.open(file));
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

  @Override
  public long usableBytes(Path folder) {
    return disk.usableBytes(folder);
  }

  /** The same for a file. */
  public abstract static class ForwardingFile implements DiskFile {
    private final DiskFile file;

    /** Over {@code file}. */
    protected ForwardingFile(DiskFile file) {
      this.file = file;
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
