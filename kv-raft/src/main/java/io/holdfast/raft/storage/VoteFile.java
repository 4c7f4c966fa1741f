package io.holdfast.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The current term and the vote given in it: one small checksummed file, replaced as a whole.
 * Guarded by a lock of its own: any thread may call.
 *
 * <p>There is never a fall-back to an older copy, and a file that is missing where one must be is
 * damage and not a fresh start: a node that forgets its vote can vote twice (guarantee G13).
 */
public final class VoteFile implements AutoCloseable {
  private static final String NAME = "vote";
  private static final long MAGIC = 0x686F6C64_766F7465L; // "holdvote"
  private static final int VERSION = 1;

  private final Path folder;
  private final Path path;
  private final SmallFile file;
  private final FaultLatch latch;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Vote current;
  private boolean closed; // guarded by the lock

  private VoteFile(Path folder, SmallFile file, FaultLatch latch, Vote current) {
    this.folder = folder;
    this.path = folder.resolve(NAME);
    this.file = file;
    this.latch = latch;
    this.current = current;
  }

  /**
   * A term and who got this node's vote in it.
   *
   * @param term from 0
   * @param votedFor the candidate as the layer above names it; empty when none got the vote
   */
  public record Vote(long term, String votedFor) {
    /** Before the first term. */
    public static final Vote NONE = new Vote(0, "");

    /** Checks the term's range. */
    public Vote {
      if (term < 0) {
        throw new IllegalArgumentException("vote in term " + term + ", expected 0 or more");
      }
    }
  }

  /**
   * Opens the vote of a folder. Where the scope allows new files and there is none, {@link
   * Vote#NONE} is written.
   *
   * @throws DamagedFileException when the file is missing but required, or fails its checks
   * @throws StorageFaultException when the disk fails
   */
  public static VoteFile open(Path folder, StorageScope scope) {
    var latch = new FaultLatch(scope.onFault());
    var path = folder.resolve(NAME);
    try {
      scope.disk().createFolder(folder);
    } catch (IOException e) {
      throw latch.failed("making a folder", folder, e);
    }
    var file = new SmallFile(path, MAGIC, VERSION, scope, latch);
    if (file.exists()) {
      var vote = decode(path, file.read());
      file.settle();
      return new VoteFile(folder, file, latch, vote);
    }
    if (scope.presence() == Presence.REQUIRED) {
      throw missing(path);
    }
    file.write(encode(Vote.NONE));
    return new VoteFile(folder, file, latch, Vote.NONE);
  }

  /**
   * What the file of a folder says, or {@link Vote#NONE} where the scope allows that there is none
   * yet; changes nothing.
   */
  static Vote look(Path folder, StorageScope scope) {
    var path = folder.resolve(NAME);
    var file = new SmallFile(path, MAGIC, VERSION, scope, new FaultLatch(scope.onFault()));
    if (!file.exists()) {
      if (scope.presence() == Presence.REQUIRED) {
        throw missing(path);
      }
      return Vote.NONE;
    }
    return decode(path, file.read());
  }

  private static DamagedFileException missing(Path path) {
    return new DamagedFileException(path, 0, "the vote of a member is missing");
  }

  /**
   * Refuses an older copy that was put back: a node notes a term here before it stores anything of
   * that term (guarantee G13).
   *
   * @param storedTerm the highest term that the log or a snapshot knows
   * @throws DamagedFileException when this file has not got that far
   */
  public void requireReaches(long storedTerm) {
    requireReaches(folder, current, storedTerm);
  }

  static void requireReaches(Path folder, Vote vote, long storedTerm) {
    if (vote.term() < storedTerm) {
      throw new DamagedFileException(
          folder.resolve(NAME),
          24,
          "a vote of term %d, expected one of term %d or later, of which there are records: an older copy was put back"
              .formatted(vote.term(), storedTerm));
    }
  }

  /** The last vote written. Never touches the disk. */
  public Vote read() {
    latch.check();
    return current;
  }

  /**
   * Replaces the vote; returns once it is durable, file and folder.
   *
   * @throws DiskFullException when there is no space for it; the vote before still stands
   * @throws StorageFaultException when the disk fails; final
   */
  public void write(Vote vote) {
    lock.lock();
    try {
      latch.check();
      file.write(encode(vote));
      current = vote;
    } finally {
      lock.unlock();
    }
  }

  /** Verifies the file and that it says what this node goes by. */
  FileScrub scrubbing() {
    return FileScrub.atOnce(
        () -> {
          lock.lock();
          try {
            latch.check();
            return closed ? 0 : verify();
          } catch (DamagedFileException e) {
            throw latch.damaged(e);
          } finally {
            lock.unlock();
          }
        });
  }

  private int verify() {
    var body = file.read();
    int bytes = body.remaining();
    var found = decode(path, body);
    if (!found.equals(current)) {
      throw new DamagedFileException(path, 24, "found %s, expected %s".formatted(found, current));
    }
    return bytes;
  }

  /** Holds nothing open; a scrub finds nothing any more. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  private static byte[] encode(Vote vote) {
    var name = vote.votedFor().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + name.length).putLong(vote.term()).put(name).array();
  }

  private static Vote decode(Path path, ByteBuffer body) {
    if (body.remaining() < Long.BYTES || body.getLong(0) < 0) {
      throw new DamagedFileException(path, 24, "no term from 0 on");
    }
    long term = body.getLong();
    return new Vote(term, StandardCharsets.UTF_8.decode(body).toString());
  }
}
