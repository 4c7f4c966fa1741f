package io.holdfast.raft.storage;

import io.holdfast.raft.storage.Disk.DiskFile;
import io.holdfast.raft.storage.Disk.NoSpaceException;
import io.holdfast.raft.storage.SnapshotFolder.Draft;
import io.holdfast.raft.storage.SnapshotFolder.Meta;
import io.holdfast.raft.storage.SnapshotFolder.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot under its temporary name. With a {@link Meta} it puts header, chunks and end around
 * the content that it is given; without, it takes a finished file as it comes. Confined to one
 * thread at a time.
 */
final class SnapshotDraft extends OutputStream implements Draft {
  private final SnapshotFolder folder;
  private final Path path;
  private final DiskFile file;
  private final boolean framed;
  private final CRC32C whole = new CRC32C();
  private final ByteBuffer chunk =
      ByteBuffer.allocate(Integer.BYTES + SnapshotFormat.CHUNK_BYTES + Integer.BYTES);
  private long position;
  private long contentBytes;
  private boolean done;

  SnapshotDraft(
      SnapshotFolder folder, Path path, DiskFile file, @Nullable Meta meta, long cluster) {
    this.folder = folder;
    this.path = path;
    this.file = file;
    this.framed = meta != null;
    clear();
    if (meta != null) {
      put(SnapshotFormat.header(meta, cluster));
    }
  }

  @Override
  public OutputStream sink() {
    return this;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, from.length);
    requireOpen();
    int at = offset;
    int left = length;
    while (left > 0) {
      int count = Math.min(left, chunk.remaining() - Integer.BYTES);
      chunk.put(from, at, count);
      at += count;
      left -= count;
      if (chunk.remaining() == Integer.BYTES) {
        emit();
      }
    }
  }

  @Override
  public Snapshot commit() {
    requireOpen();
    emit();
    if (framed) {
      var end = ByteBuffer.allocate(SnapshotFormat.END_BYTES).putInt(0).putLong(contentBytes);
      whole.update(end.duplicate().flip());
      put(end.putInt((int) whole.getValue()).flip());
    }
    try {
      file.sync();
      file.close();
    } catch (IOException e) {
      throw folder.failed("syncing a snapshot", path, e);
    }
    done = true;
    return folder.publish(path);
  }

  /** Gives the chunk to the disk. */
  private void emit() {
    int length = chunk.position() - Integer.BYTES;
    if (length > 0 && framed) {
      contentBytes += length;
      chunk.putInt(0, length);
      chunk.putInt(SnapshotFormat.crc(chunk.duplicate().flip()));
      put(chunk.flip());
    } else if (length > 0) {
      put(chunk.flip().position(Integer.BYTES));
    }
    clear();
  }

  private void clear() {
    chunk.clear().position(Integer.BYTES); // room for the length
  }

  private void put(ByteBuffer bytes) {
    whole.update(bytes.duplicate());
    int count = bytes.remaining();
    try {
      file.write(bytes, position);
    } catch (NoSpaceException e) {
      close();
      throw new DiskFullException(
          "no space for a snapshot at "
              + path
              + ": the one before stands; free space, then try again",
          e);
    } catch (IOException e) {
      throw folder.failed("writing a snapshot", path, e);
    }
    position += count;
  }

  private void requireOpen() {
    folder.check();
    if (done) {
      throw new IllegalStateException(
          "the snapshot draft " + path + " is committed or thrown away");
    }
  }

  /**
   * Does nothing to what is written: it is the draft that is committed, not the stream that is
   * closed.
   */
  @Override
  public void flush() {}

  @Override
  public void close() {
    if (!done) {
      done = true;
      folder.discard(path, file);
    }
  }
}
