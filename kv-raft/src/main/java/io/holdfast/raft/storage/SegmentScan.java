package io.holdfast.raft.storage;

import io.holdfast.raft.storage.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Verifies every sector of one segment and finds where its frames end. Changes nothing. Confined to
 * the opening thread.
 *
 * <p>A sector is unwritten (all zeros), valid, or bad; a bad one is damage wherever it is. Frames
 * follow one another without a gap. The first frame with a sector missing is torn, and may be cut
 * with all that follows, only when no sector of the segment says that this frame had been durable;
 * else it is damage (guarantees G11, G12).
 */
final class SegmentScan {
  private static final int BLOCK_SECTORS = 512;

  private final Path path;
  private final DiskFile file;
  private final SegmentHeader header;
  private final int[] frameOf;
  private int proven;
  private int provenSector = 1;
  private int lastWritten;

  SegmentScan(Path path, DiskFile file, SegmentHeader header) {
    this.path = path;
    this.file = file;
    this.header = header;
    this.frameOf = new int[header.bytes() / Sector.BYTES];
  }

  /**
   * Where the frames end.
   *
   * @param nextSector the sector behind the last whole frame
   * @param frames how many whole frames there are
   * @param proven how many of them are proven to have been durable
   * @param provenSector the sector behind those
   * @param lastWritten the last sector that is not empty; beyond {@code nextSector} only when a
   *     torn frame follows
   * @param torn whether a torn frame follows, to be cut
   * @param sealed whether the last frame is the seal
   */
  record End(
      int nextSector,
      int frames,
      int proven,
      int provenSector,
      int lastWritten,
      boolean torn,
      boolean sealed) {}

  /** Is given the whole frames in their order. */
  interface Visitor {
    void frame(Frame frame, int sector);
  }

  End run(Visitor visitor) throws IOException {
    verifySectors();
    int sector = 1;
    int frames = 0;
    boolean sealed = false;
    boolean mark = false;
    var window = new Window();
    while (sector < frameOf.length && frameOf[sector] == frames + 1 && !sealed) {
      var buffer = window.at(sector, 1);
      if (Frame.kind(buffer, 0) == FrameKind.MARK) {
        mark = true;
        break;
      }
      int length = Frame.sectors(buffer, 0);
      if (length == 0 || length > frameOf.length - sector) {
        throw damaged(sector, "a valid sector starts no frame of a known form");
      }
      if (!whole(sector, length)) {
        break;
      }
      var frame = Frame.decode(window.at(sector, length), length, path, Segment.position(sector));
      visitor.frame(frame, sector);
      sealed = frame.kind() == FrameKind.SEAL;
      sector += length;
      frames++;
      if (frames == proven) {
        provenSector = sector;
      }
    }
    return end(sector, frames, sealed, mark);
  }

  /** First pass: every sector by itself. */
  private void verifySectors() throws IOException {
    var block = ByteBuffer.allocateDirect(Math.min(BLOCK_SECTORS, frameOf.length) * Sector.BYTES);
    for (int first = 1; first < frameOf.length; first += BLOCK_SECTORS) {
      int count = Math.min(BLOCK_SECTORS, frameOf.length - first);
      block.clear().limit(count * Sector.BYTES);
      file.read(block, Segment.position(first));
      for (int i = 0; i < count; i++) {
        verify(block, i * Sector.BYTES, first + i);
      }
    }
  }

  private void verify(ByteBuffer block, int at, int sector) {
    if (Sector.empty(block, at)) {
      return;
    }
    if (!Sector.valid(block, at, Sector.place(header.owner(), header.sequence(), sector))) {
      throw damaged(sector, "the checksum of sector " + sector + " does not match");
    }
    frameOf[sector] = Sector.frame(block, at);
    proven = Math.max(proven, Sector.proven(block, at));
    lastWritten = sector;
    if (frameOf[sector] < 1) {
      throw damaged(sector, "frame number " + frameOf[sector] + ", expected one from 1");
    }
  }

  private boolean whole(int sector, int length) {
    for (int i = 1; i < length; i++) {
      if (frameOf[sector + i] != frameOf[sector]) {
        return false;
      }
    }
    return true;
  }

  private End end(int sector, int frames, boolean sealed, boolean mark) {
    if (frames < proven) {
      throw damaged(
          sector,
          "frame %d is not whole, yet frame %d is known to have been durable"
              .formatted(frames + 1, proven));
    }
    for (int i = sector; i <= lastWritten; i++) {
      if (sealed || (frameOf[i] != 0 && frameOf[i] <= frames)) {
        throw damaged(
            i, "a sector of frame %d behind the end of frame %d".formatted(frameOf[i], frames));
      }
    }
    boolean torn = lastWritten >= sector + (mark ? 1 : 0);
    return new End(sector, frames, proven, provenSector, lastWritten, torn, sealed);
  }

  private DamagedFileException damaged(int sector, String found) {
    return new DamagedFileException(path, Segment.position(sector), found);
  }

  /**
   * A piece of the file in memory, moved forward; most frames are small and lie in the piece
   * already read.
   */
  private final class Window {
    private ByteBuffer bytes =
        ByteBuffer.allocate(Math.min(BLOCK_SECTORS, frameOf.length) * Sector.BYTES).limit(0);
    private int first;

    ByteBuffer at(int sector, int count) throws IOException {
      int loaded = bytes.limit() / Sector.BYTES;
      if (sector < first || sector + count > first + loaded) {
        load(sector, Math.max(count, Math.min(BLOCK_SECTORS, frameOf.length - sector)));
      }
      return bytes.slice((sector - first) * Sector.BYTES, count * Sector.BYTES);
    }

    private void load(int sector, int count) throws IOException {
      if (bytes.capacity() < count * Sector.BYTES) {
        bytes = ByteBuffer.allocate(count * Sector.BYTES);
      }
      bytes.clear().limit(count * Sector.BYTES);
      file.read(bytes, Segment.position(sector));
      first = sector;
    }
  }
}
