package io.holdfast.raft.storage;

import io.holdfast.raft.storage.Disk.DiskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The content of a snapshot file, every chunk checked before a byte of it is given out, the whole
 * file checked when the end is reached. Confined to one thread at a time.
 */
final class SnapshotStream extends InputStream {
  private final Path path;
  private final DiskFile file;
  private final CRC32C whole = new CRC32C();
  private final SnapshotFolder.Meta meta;
  private ByteBuffer chunk = ByteBuffer.allocate(0);
  private long position;
  private long verified;
  private long contentBytes;
  private boolean ended;

  SnapshotStream(Path path, DiskFile file, long cluster) {
    this.path = path;
    this.file = file;
    int opaque = SnapshotFormat.opaqueBytes(peek(SnapshotFormat.FIXED_BYTES), path);
    this.meta =
        SnapshotFormat.meta(
            take(SnapshotFormat.FIXED_BYTES + opaque + Integer.BYTES), path, cluster);
  }

  SnapshotFolder.Meta meta() {
    return meta;
  }

  /** Reads to the end and throws where anything is wrong; returns the size of the file. */
  long verify() {
    while (fill()) {
      chunk.position(chunk.limit());
    }
    return position;
  }

  /**
   * Verifies so many bytes more, up to a chunk beyond, or what is left; how many, 0 at the end. The
   * first call counts the header, too.
   */
  int verify(int bytes) {
    long from = verified;
    while (position - from < bytes && fill()) {
      chunk.position(chunk.limit());
    }
    verified = position;
    return (int) (position - from);
  }

  @Override
  public int read() {
    return fill() ? chunk.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, chunk.remaining());
    chunk.get(into, offset, count);
    return count;
  }

  /** Whether there is a byte left, after getting the next chunk if need be. */
  private boolean fill() {
    if (chunk.hasRemaining()) {
      return true;
    }
    if (ended) {
      return false;
    }
    long at = position;
    int length = peek(Integer.BYTES).getInt(0);
    if (length < 0 || length > SnapshotFormat.CHUNK_BYTES) {
      throw new DamagedFileException(path, at, "a chunk of %d bytes".formatted(length));
    }
    if (length == 0) {
      end();
      return false;
    }
    var bytes = take(Integer.BYTES + length + Integer.BYTES);
    int crc = SnapshotFormat.crc(bytes.duplicate().limit(Integer.BYTES + length));
    if (crc != bytes.getInt(Integer.BYTES + length)) {
      throw new DamagedFileException(
          path,
          at,
          "chunk checksum %08x, expected %08x"
              .formatted(crc, bytes.getInt(Integer.BYTES + length)));
    }
    contentBytes += length;
    chunk = bytes.slice(Integer.BYTES, length);
    return true;
  }

  private void end() {
    long length = take(SnapshotFormat.END_BYTES - Integer.BYTES).getLong(Integer.BYTES);
    int expected = (int) whole.getValue();
    long at = position;
    int found = take(Integer.BYTES).getInt(0);
    if (length != contentBytes || found != expected || size() != position) {
      throw new DamagedFileException(
          path,
          at,
          "%d bytes of content with checksum %08x in a file of %d bytes, expected %d, %08x and %d"
              .formatted(contentBytes, expected, size(), length, found, position));
    }
    ended = true;
  }

  private ByteBuffer take(int bytes) {
    var taken = peek(bytes);
    whole.update(taken.duplicate());
    position += bytes;
    return taken;
  }

  private ByteBuffer peek(int bytes) {
    var buffer = ByteBuffer.allocate(bytes);
    try {
      file.read(buffer, position);
    } catch (IOException e) {
      throw new DamagedFileException(path, position, "cannot be read: " + e, e);
    }
    return buffer.flip();
  }

  private long size() {
    try {
      return file.size();
    } catch (IOException e) {
      throw new DamagedFileException(path, position, "cannot be read: " + e, e);
    }
  }
}
