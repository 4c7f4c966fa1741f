package io.holdfast.raft.storage;

import io.holdfast.raft.storage.Disk.DiskFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies a segment, header and empty rest included, while the log may write to it, roll on, or
 * delete it. Confined to one thread at a time.
 *
 * <p>It reads without a lock, so it may see a sector half written. What looks bad is therefore only
 * a suspicion: the sector is read once more while nobody writes, and only if it is still bad, and
 * the segment still in use, is it damage.
 */
final class SegmentScrub implements FileScrub {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentScrub.class);
  private static final int PIECE_SECTORS = PIECE_BYTES / Sector.BYTES;

  private final LogScrub log;
  private final Disk disk;
  private final Segment segment;
  private final SegmentHeader header;
  private final int sectors;
  private final ByteBuffer sector = ByteBuffer.allocate(Sector.BYTES);
  private @Nullable DiskFile file;
  private @Nullable ByteBuffer piece;
  private int at;

  SegmentScrub(LogScrub log, Disk disk, Segment segment) {
    this.log = log;
    this.disk = disk;
    this.segment = segment;
    this.header = segment.header();
    this.sectors = header.bytes() / Sector.BYTES;
  }

  @Override
  public int next() {
    log.check();
    try {
      return piece();
    } catch (DamagedFileException e) {
      return damaged(e);
    } catch (IOException e) {
      return damaged(FileScrub.unreadable(segment.path(), Segment.position(at), e));
    } catch (UncheckedIOException e) {
      return damaged(FileScrub.unreadable(segment.path(), Segment.position(at), e));
    }
  }

  /** Nothing is wrong with a file that the log has meanwhile deleted. */
  private int damaged(DamagedFileException found) {
    if (log.holds(segment)) {
      throw log.damaged(found);
    }
    at = sectors;
    return 0;
  }

  private int piece() throws IOException {
    if (at == sectors) {
      return 0;
    }
    int count = Math.min(PIECE_SECTORS, sectors - at);
    int written = log.writtenUntil(segment);
    var bytes = read(count);
    for (int i = 0; i < count; i++) {
      if (!sound(bytes, i * Sector.BYTES, at + i, written)) {
        confirm(at + i);
      }
    }
    at += count;
    return count * Sector.BYTES;
  }

  private ByteBuffer read(int count) throws IOException {
    var opened = file;
    if (opened == null) {
      opened = disk.open(segment.path());
      file = opened;
      checkSize(opened.size());
    }
    var bytes = piece;
    if (bytes == null) {
      bytes = ByteBuffer.allocateDirect(Math.min(PIECE_SECTORS, sectors) * Sector.BYTES);
      piece = bytes;
    }
    bytes.clear().limit(count * Sector.BYTES);
    opened.read(bytes, Segment.position(at));
    return bytes;
  }

  private void checkSize(long size) {
    if (size != header.bytes()) {
      throw new DamagedFileException(
          segment.path(),
          Math.min(size, header.bytes()),
          "the segment has %d bytes, expected %d".formatted(size, header.bytes()));
    }
  }

  private boolean sound(ByteBuffer bytes, int offset, int number, int written) {
    if (number == 0) {
      var found = bytes.duplicate().position(offset).limit(offset + Sector.BYTES).slice();
      return SegmentHeader.decode(found, segment.path(), header.owner()).equals(header);
    }
    boolean unwritten = number >= written && Sector.empty(bytes, offset);
    return unwritten
        || Sector.valid(bytes, offset, Sector.place(header.owner(), header.sequence(), number));
  }

  /** Looks again while nobody writes. */
  private void confirm(int number) {
    if (log.underLock(segment, each -> stillBad(number, each.nextSector()))) {
      throw new DamagedFileException(
          segment.path(),
          Segment.position(number),
          "the checksum of sector " + number + " no longer matches");
    }
  }

  private boolean stillBad(int number, int written) {
    var opened = file;
    if (opened == null) {
      throw new IllegalStateException("no sector of " + segment.path() + " has been read yet");
    }
    try {
      opened.read(sector.clear(), Segment.position(number));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return !sound(sector, 0, number, written);
  }

  @Override
  public void close() {
    var opened = file;
    file = null;
    at = sectors;
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException e) {
        LOG.warn("closing {} after its scrub failed", segment.path(), e);
      }
    }
  }
}
