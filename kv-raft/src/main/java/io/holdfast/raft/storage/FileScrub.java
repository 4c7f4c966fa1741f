package io.holdfast.raft.storage;

import java.nio.file.Path;
import java.util.function.IntSupplier;

/**
 * One file being verified once more, piece by piece, beside whoever uses it. Whatever it opens is
 * its own, so that a file which is missing, shortened or replaced under its name is noticed too.
 * Confined to one thread at a time.
 */
interface FileScrub extends AutoCloseable {
  /** About as much as one piece has at most, in bytes. */
  int PIECE_BYTES = 256 << 10;

  /**
   * Verifies the next piece; how many bytes it had, 0 when the file has been verified, or is no
   * longer in use.
   *
   * @throws DamagedFileException when anything is wrong; final, the owner of the file has been told
   */
  int next();

  @Override
  void close();

  /** A file so small that it is verified at one stroke. */
  static FileScrub atOnce(IntSupplier verification) {
    return new FileScrub() {
      private boolean done;

      @Override
      public int next() {
        if (done) {
          return 0;
        }
        done = true;
        return verification.getAsInt();
      }

      @Override
      public void close() {}
    };
  }

  /** The damage that a failed read of a file in use amounts to. */
  static DamagedFileException unreadable(Path file, long offset, Exception cause) {
    return new DamagedFileException(file, offset, "cannot be read: " + cause, cause);
  }
}
