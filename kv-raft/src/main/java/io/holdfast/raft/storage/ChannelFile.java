package io.holdfast.raft.storage;

import io.holdfast.raft.storage.Disk.DiskFile;
import io.holdfast.raft.storage.Disk.NoSpaceException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file under one channel for writing and one for reading. An interrupt closes the channel that
 * its thread is using, and an interrupted reader must not take the log with it: the reading channel
 * is opened again. The writing one is not, since nobody knows what an interrupted sync has done; a
 * thread that brings an interrupt along writes without it and has it back afterwards. Lock-free but
 * for reopening: the channels do their own.
 */
final class ChannelFile implements DiskFile {
  private final Path file;
  private final FileChannel writing;
  private volatile FileChannel reading;
  private volatile boolean closed;

  ChannelFile(Path file, FileChannel writing) throws IOException {
    this.file = file;
    this.writing = writing;
    this.reading = FileChannel.open(file, StandardOpenOption.READ);
  }

  /** Something that an interrupt would spoil. */
  interface Action {
    void run() throws IOException;
  }

  /** Runs an action without the interrupt that this thread may carry, and gives it back. */
  static void withoutInterrupt(Action action) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      action.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
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
        } catch (ClosedChannelException e) {
          if (closed) {
            throw e;
          }
          reopen(); // another reader's interrupt closed it under us
        }
        into.position(start);
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
    try {
      withoutInterrupt(() -> writeFully(from, position));
    } catch (IOException e) {
      throw outOfSpace(e, from.remaining())
          ? new NoSpaceException("no space left for " + file, e)
          : e;
    }
  }

  private void writeFully(ByteBuffer from, long position) throws IOException {
    long at = position;
    while (from.hasRemaining()) {
      at += writing.write(from, at);
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
    withoutInterrupt(() -> writing.force(false));
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
