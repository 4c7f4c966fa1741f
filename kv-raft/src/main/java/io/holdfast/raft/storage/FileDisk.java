package io.holdfast.raft.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** {@link Disk} over {@link FileChannel}. Stateless. */
final class FileDisk implements Disk {
  static final FileDisk INSTANCE = new FileDisk();

  private FileDisk() {}

  @Override
  public DiskFile create(Path file) throws IOException {
    return new ChannelFile(
        file,
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            ownerOnly(file, "rw-------")));
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return new ChannelFile(
        file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.map(Path::getFileName).map(Path::toString).sorted().toList();
    }
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** A channel to a file of the owner alone, made if missing. */
  static FileChannel openOrCreate(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        ownerOnly(file, "rw-------"));
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * A file under one channel for writing and one for reading: an interrupt closes the channel that
   * its thread is using, and an interrupted reader must not take the log with it. The reading
   * channel is opened again; the writing one is not, since nobody knows what an interrupted write
   * has done.
   */
  private static final class ChannelFile implements DiskFile {
    private final Path file;
    private final FileChannel writing;
    private volatile FileChannel reading;
    private volatile boolean closed;

    ChannelFile(Path file, FileChannel writing) throws IOException {
      this.file = file;
      this.writing = writing;
      this.reading = FileChannel.open(file, StandardOpenOption.READ);
    }

    @Override
    public long size() throws IOException {
      return writing.size();
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      boolean interrupted = false;
      int start = into.position();
      try {
        while (true) {
          try {
            readFully(into, position);
            return;
          } catch (ClosedByInterruptException e) {
            interrupted |= Thread.interrupted();
            reopen();
            into.position(start);
          } catch (ClosedChannelException e) {
            // another reader's interrupt closed it under us
            if (closed) {
              throw e;
            }
            reopen();
            into.position(start);
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private void readFully(ByteBuffer into, long position) throws IOException {
      var channel = reading;
      long at = position;
      while (into.hasRemaining()) {
        int count = channel.read(into, at);
        if (count < 0) {
          throw new EOFException(file + " ends at byte " + at);
        }
        at += count;
      }
    }

    private synchronized void reopen() throws IOException {
      if (!closed && !reading.isOpen()) {
        reading = FileChannel.open(file, StandardOpenOption.READ);
      }
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      long at = position;
      try {
        while (from.hasRemaining()) {
          at += writing.write(from, at);
        }
      } catch (IOException e) {
        throw outOfSpace(e, from.remaining())
            ? new NoSpaceException("no space left for " + file, e)
            : e;
      }
    }

    /** The system's message may be translated, so the free space is asked as well. */
    private boolean outOfSpace(IOException failure, long wanted) {
      String message =
          failure instanceof FileSystemException f ? f.getReason() : failure.getMessage();
      if (message != null
          && (message.contains("No space left") || message.contains("quota exceeded"))) {
        return true;
      }
      try {
        return Files.getFileStore(file).getUsableSpace() < wanted;
      } catch (IOException e) {
        failure.addSuppressed(e);
        return false;
      }
    }

    @Override
    public void sync() throws IOException {
      writing.force(false);
    }

    @Override
    public synchronized void close() throws IOException {
      closed = true;
      try {
        writing.close();
      } finally {
        reading.close();
      }
    }
  }
}
