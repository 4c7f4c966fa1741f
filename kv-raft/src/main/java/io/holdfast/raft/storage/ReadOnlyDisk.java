package io.holdfast.raft.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The real disk for somebody who only looks: whatever would change anything throws, so that a
 * mistake of the caller cannot do harm. Stateless.
 */
final class ReadOnlyDisk implements Disk {
  @Override
  public DiskFile open(Path file) throws IOException {
    return new ReadOnlyFile(file, FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return FileDisk.INSTANCE.list(folder);
  }

  @Override
  public DiskFile create(Path file) {
    throw refused("create", file);
  }

  @Override
  public void createFolder(Path folder) {
    throw refused("create", folder);
  }

  @Override
  public void rename(Path from, Path to) {
    throw refused("rename", from);
  }

  @Override
  public void delete(Path file) {
    throw refused("delete", file);
  }

  @Override
  public void syncFolder(Path folder) {
    throw refused("sync", folder);
  }

  @Override
  public long usableBytes(Path folder) {
    return FileDisk.INSTANCE.usableBytes(folder);
  }

  private static UnsupportedOperationException refused(String what, Path file) {
    return new UnsupportedOperationException(what + " " + file + " while only looking");
  }

  private record ReadOnlyFile(Path path, FileChannel channel) implements DiskFile {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      long at = position;
      while (into.hasRemaining()) {
        int count = channel.read(into, at);
        if (count < 0) {
          throw new EOFException(path + " ends at byte " + at);
        }
        at += count;
      }
    }

    @Override
    public void write(ByteBuffer from, long position) {
      throw refused("write", path);
    }

    @Override
    public void sync() {
      throw refused("sync", path);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
