package io.holdfast.raft.storage;

import io.holdfast.raft.storage.Disk.DiskFile;
import io.holdfast.raft.storage.FrameEncoder.Placement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * One segment file. Written by the thread that holds the log's write lock; {@link #read} may run
 * beside it on any thread, over places that are never written again.
 */
final class Segment {
  /**
   * Sectors that batches leave free, so that truncations still have a place when the disk is full.
   */
  static final int RESERVED_SECTORS = 4;

  private final Path path;
  private final DiskFile file;
  private final SegmentHeader header;
  private int nextSector;
  private int frames;
  private int proven;
  private boolean marked;

  /** A segment without frames. */
  Segment(Path path, DiskFile file, SegmentHeader header) {
    this.path = path;
    this.file = file;
    this.header = header;
    this.nextSector = 1;
  }

  /** Goes on behind what a scan has found and what has been made durable since. */
  void resume(SegmentScan.End end) {
    nextSector = end.nextSector();
    frames = end.frames();
    proven = end.frames();
  }

  Path path() {
    return path;
  }

  DiskFile file() {
    return file;
  }

  SegmentHeader header() {
    return header;
  }

  /** Where the next frame goes; everything before it is written for good. */
  int nextSector() {
    return nextSector;
  }

  /** Whether a batch fits and leaves the reserve. */
  boolean hasRoomFor(int sectors) {
    return remaining() >= sectors + RESERVED_SECTORS;
  }

  /** Whether a truncation and, after it, the seal fit. */
  boolean hasRoomForControl() {
    return remaining() >= 2;
  }

  boolean marked() {
    return marked;
  }

  private int remaining() {
    return header.bytes() / Sector.BYTES - nextSector;
  }

  /**
   * Writes a batch behind the last frame, not yet durable; returns the payload position of the
   * first record.
   */
  int writeRecords(FrameEncoder encoder, List<LogRecord> batch, int sectors) throws IOException {
    int at = nextSector;
    writeFrame(encoder.records(batch, sectors, placement()), sectors);
    return at * Sector.PAYLOAD + FrameEncoder.HEADER_BYTES;
  }

  void writeControl(FrameEncoder encoder, FrameKind kind, long argument) throws IOException {
    writeFrame(encoder.control(kind, argument, placement()), 1);
  }

  /**
   * Says that every frame so far is durable. Not synced: if it is lost, only the proof is. Written
   * where the next frame goes, which replaces it and proves the same.
   */
  void writeMark(FrameEncoder encoder) throws IOException {
    if (remaining() > 0) {
      file.write(encoder.control(FrameKind.MARK, frames, placement()), position(nextSector));
    }
    marked = true;
  }

  private void writeFrame(ByteBuffer bytes, int sectors) throws IOException {
    file.write(bytes, position(nextSector));
    nextSector += sectors;
    frames++;
    marked = false;
  }

  void sync() throws IOException {
    int written = frames;
    file.sync();
    proven = written;
  }

  void syncIfNeeded() throws IOException {
    if (proven < frames) {
      sync();
    }
  }

  /** Reads the record at a payload position; checks it against the index. */
  LogRecord read(LogIndex.Location location, long index) throws IOException {
    int firstSector = location.position() / Sector.PAYLOAD;
    int skip = location.position() % Sector.PAYLOAD;
    int sectors = (skip + location.length() + Sector.PAYLOAD - 1) / Sector.PAYLOAD;
    var buffer = ByteBuffer.allocate(sectors * Sector.BYTES);
    file.read(buffer, position(firstSector));
    var plain = Frame.gather(buffer, sectors);
    plain.position(skip).limit(skip + location.length());
    var record = Frame.record(plain, path, position(firstSector) + skip);
    if (record.index() != index
        || record.term() != location.term()
        || record.kind() != location.kind()) {
      throw new DamagedFileException(
          path,
          position(firstSector) + skip,
          "found record %d of term %d, expected %d of term %d"
              .formatted(record.index(), record.term(), index, location.term()));
    }
    return record;
  }

  void close() throws IOException {
    file.close();
  }

  private Placement placement() {
    return new Placement(header.owner(), header.sequence(), nextSector, frames + 1, proven);
  }

  static long position(int sector) {
    return (long) sector * Sector.BYTES;
  }
}
