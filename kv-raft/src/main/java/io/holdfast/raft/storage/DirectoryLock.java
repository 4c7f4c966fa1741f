package io.holdfast.raft.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a data directory for one opener at a time, across processes and within one. The system's
 * lock ends with the process, so nothing is left to clear after a crash.
 *
 * <p>The system gives up all locks of a process on a file as soon as the process closes any channel
 * to it. So the holder is noted in a second file, and a second opener of the same process is turned
 * away before it touches the lock. Thread-safe.
 */
final class DirectoryLock implements AutoCloseable {
  static final String NAME = "lock";
  static final String HOLDER = "holder";

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);

  private final Path holder;
  private final FileChannel channel;
  private final FileLock lock;

  private DirectoryLock(Path holder, FileChannel channel, FileLock lock) {
    this.holder = holder;
    this.channel = channel;
    this.lock = lock;
  }

  /** Takes the lock, or says who has it. */
  static synchronized DirectoryLock take(Path root) {
    var holder = root.resolve(HOLDER);
    try {
      var found = Files.exists(holder) ? Files.readString(holder) : "";
      if (found.equals(self())) {
        throw inUse(root, found, null);
      }
      // The channel must outlive this method: closing it is giving the lock back.
      var channel = FileDisk.openOrCreate(root.resolve(NAME));
      var lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw inUse(root, found, null);
      }
      note(holder);
      return new DirectoryLock(holder, channel, lock);
    } catch (OverlappingFileLockException e) {
      throw inUse(root, self(), e);
    } catch (IOException e) {
      throw new DirectoryRefusedException(
          "cannot lock the data directory %s: %s; check that this user may write there"
              .formatted(root, PlainReason.of(e)),
          e);
    }
  }

  /**
   * Keeps openers away for as long as somebody looks, without changing anything; closes with
   * nothing to do where nobody has ever opened the directory.
   *
   * @throws DirectoryRefusedException when somebody has it
   */
  static synchronized Closeable share(Path root) throws IOException {
    var file = root.resolve(NAME);
    var holder = root.resolve(HOLDER);
    var found = Files.exists(holder) ? Files.readString(holder) : "";
    if (found.equals(self())) {
      throw inUse(root, found, null);
    }
    if (!Files.exists(file)) {
      return () -> {};
    }
    var channel = FileChannel.open(file, StandardOpenOption.READ);
    boolean shared = false;
    try {
      shared = channel.tryLock(0, Long.MAX_VALUE, true) != null;
    } finally {
      if (!shared) {
        channel.close();
      }
    }
    if (!shared) {
      throw inUse(root, found, null);
    }
    return channel;
  }

  private static void note(Path holder) throws IOException {
    try (var channel = FileDisk.openOrCreate(holder)) {
      var text = StandardCharsets.UTF_8.encode(self());
      channel.truncate(0);
      while (text.hasRemaining()) {
        channel.write(text);
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    return channel.tryLock();
  }

  private static DirectoryRefusedException inUse(
      Path root, String holder, @Nullable Throwable cause) {
    var message =
        "the data directory %s is in use by process %s: stop that one, or give this node a directory of its own"
            .formatted(root, holder.isEmpty() ? "(unknown)" : holder);
    return cause == null
        ? new DirectoryRefusedException(message)
        : new DirectoryRefusedException(message, cause);
  }

  /**
   * This process: its number alone may come again, in a container always, so its start is part of
   * it.
   */
  private static String self() {
    var process = ProcessHandle.current();
    return process.pid() + " (started " + process.info().startInstant().orElse(Instant.EPOCH) + ")";
  }

  @Override
  public void close() {
    synchronized (DirectoryLock.class) {
      if (!channel.isOpen()) {
        return;
      }
      try (channel) {
        Files.deleteIfExists(holder);
        lock.release();
      } catch (IOException e) {
        LOG.warn("releasing {} failed; the end of the process releases it", holder, e);
      }
    }
  }
}
