package io.holdfast.raft.storage;

import io.holdfast.kv.HoldfastException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a log back from its folder: first verifies everything and changes nothing, then cuts a
 * torn tail, makes durable again what is read from the page cache only, and finishes an interrupted
 * roll. Confined to the opening thread.
 */
final class LogRecovery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

  private final Path folder;
  private final StorageScope scope;
  private final Disk disk;
  private final List<Segment> opened = new ArrayList<>();
  private final List<Scanned> segments = new ArrayList<>();

  LogRecovery(Path folder, StorageScope scope) {
    this.folder = folder;
    this.scope = scope;
    this.disk = scope.disk();
  }

  record Scanned(Segment segment, SegmentScan.End end) {}

  /** Segments in order, the last one to be written on; no segments when the log has never been. */
  record Recovered(List<Segment> segments, LogIndex index) {}

  Recovered run(FaultLatch latch) {
    try {
      disk.createFolder(folder);
      var index = verify();
      repair(index);
      return new Recovered(segments.stream().map(Scanned::segment).toList(), index);
    } catch (HoldfastException e) {
      close();
      throw e;
    } catch (IOException e) {
      close();
      throw latch.failed("opening the log", folder, e);
    }
  }

  /** The segments that {@link #verify} has read, oldest first. */
  List<Scanned> scanned() {
    return List.copyOf(segments);
  }

  /** Reads everything, and changes nothing. */
  LogIndex verify() throws IOException {
    var names = disk.list(folder).stream().filter(SegmentHeader::isSegment).toList();
    if (names.isEmpty()) {
      if (scope.presence() == Presence.REQUIRED) {
        throw new DamagedFileException(folder, 0, "no segment file is left of the log of a member");
      }
      return new LogIndex(1, 1);
    }
    open(names);
    var header = opened.get(0).header();
    var replay =
        new LogReplay(new LogIndex(header.firstIndex(), header.nextIndex()), opened.get(0));
    for (var segment : opened) {
      replay.begin(segment);
      var end = scan(segment, replay);
      segment.resume(end);
      segments.add(new Scanned(segment, end));
    }
    checkSeals();
    replay.checkComplete(opened.get(0).path());
    return replay.index();
  }

  private void open(List<String> names) throws IOException {
    for (var name : names) {
      var path = folder.resolve(name);
      var file = disk.open(path);
      try {
        var header = SegmentHeader.read(path, file, scope.owner());
        checkSequence(header, name);
        opened.add(new Segment(path, file, header));
      } catch (IOException | HoldfastException e) {
        file.close();
        throw e;
      }
    }
  }

  private void checkSequence(SegmentHeader header, String name) {
    if (!opened.isEmpty()) {
      long expected = opened.get(opened.size() - 1).header().sequence() + 1;
      if (header.sequence() != expected) {
        throw new DamagedFileException(
            folder.resolve(SegmentHeader.fileName(expected)),
            0,
            "this segment is missing before " + name);
      }
    }
  }

  private static SegmentScan.End scan(Segment segment, LogReplay replay) {
    try {
      return new SegmentScan(segment.path(), segment.file(), segment.header()).run(replay);
    } catch (IOException e) {
      throw new DamagedFileException(segment.path(), 0, "cannot be read: " + e, e);
    }
  }

  /**
   * Every segment but the newest is whole and sealed; only a roll that was interrupted may still
   * owe the last seal.
   */
  private void checkSeals() {
    for (int i = 0; i < segments.size(); i++) {
      var each = segments.get(i);
      var path = each.segment.path();
      long offset = Segment.position(each.end.nextSector());
      boolean newest = i == segments.size() - 1;
      if (newest && each.end.sealed()) {
        throw new DamagedFileException(
            folder.resolve(SegmentHeader.fileName(each.segment.header().sequence() + 1)),
            0,
            "this segment is missing: " + path.getFileName() + " says that the log goes on there");
      }
      if (!newest && each.end.torn()) {
        throw new DamagedFileException(
            path, offset, "a torn frame in a segment that was left durable");
      }
      if (!newest && !each.end.sealed() && !rolling(i)) {
        throw new DamagedFileException(
            path, offset, "no seal, although the next segment has been written to");
      }
    }
  }

  private boolean rolling(int i) {
    return i == segments.size() - 2 && segments.get(i + 1).end.lastWritten() == 0;
  }

  /** Idempotent: a crash in the middle leaves what the next start repairs in the same way. */
  private void repair(LogIndex index) throws IOException {
    for (var name : disk.list(folder)) {
      if (name.endsWith(SegmentSupply.TEMPORARY)) {
        disk.delete(folder.resolve(name));
      }
    }
    disk.syncFolder(folder);
    var encoder = new FrameEncoder();
    for (int i = Math.max(0, segments.size() - 2); i < segments.size(); i++) {
      var each = segments.get(i);
      var segment = each.segment;
      if (each.end.torn()) {
        cut(each, index);
      }
      rewrite(each);
      if (i < segments.size() - 1 && !each.end.sealed()) {
        segment.writeControl(encoder, FrameKind.SEAL, segment.header().sequence() + 1);
      }
      segment.sync();
      if (i == segments.size() - 1) {
        segment.writeMark(encoder);
      }
    }
  }

  private void cut(Scanned scanned, LogIndex index) throws IOException {
    var path = scanned.segment.path();
    int first = scanned.end.nextSector();
    int count = scanned.end.lastWritten() - first + 1;
    LOG.warn(
        "cut a torn frame that was never acknowledged: {} at offset {}, {} bytes; the log ends with record {}",
        path,
        Segment.position(first),
        count * Sector.BYTES,
        index.next() - 1);
    scanned
        .segment
        .file()
        .write(ByteBuffer.allocate(count * Sector.BYTES), Segment.position(first));
  }

  /**
   * Writes again, byte for byte, what no later write has proven durable (and the seal). After a
   * failed sync the page cache may show bytes that the disk has not, and a second sync would claim
   * success for them.
   */
  private void rewrite(Scanned scanned) throws IOException {
    var end = scanned.end;
    int first = end.sealed() ? end.nextSector() - 1 : end.provenSector();
    var file = scanned.segment.file();
    if (first < end.nextSector()) {
      var bytes = ByteBuffer.allocate((end.nextSector() - first) * Sector.BYTES);
      file.read(bytes, Segment.position(first));
      file.write(bytes.flip(), Segment.position(first));
    }
  }

  /** Closes the files; not after {@link #run}, whose caller owns them. */
  @Override
  public void close() {
    for (var each : opened) {
      try {
        each.close();
      } catch (IOException e) {
        LOG.warn("closing {} failed", each.path(), e);
      }
    }
  }
}
