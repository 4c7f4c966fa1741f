package io.holdfast.raft.storage;

import io.holdfast.raft.storage.DirectoryReport.LogRange;
import io.holdfast.raft.storage.DirectoryReport.SegmentReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a log as a start would, and where that finds damage, at each segment by itself, so that
 * all of it is told. Confined to one thread.
 */
final class LogExamination {
  private static final int MAX_PLACES = 20;

  private final Path folder;
  private final StorageScope scope;
  private final List<Finding> findings;
  private final List<SegmentReport> segments = new ArrayList<>();

  LogExamination(Path folder, StorageScope scope, List<Finding> findings) {
    this.folder = folder;
    this.scope = scope;
    this.findings = findings;
  }

  List<SegmentReport> segments() {
    return segments;
  }

  /** The range of the log; null when there is none, or none that could be trusted. */
  @Nullable LogRange run() throws IOException {
    if (!scope.disk().exists(folder)) {
      if (scope.presence() == Presence.REQUIRED) {
        findings.add(Finding.damage(folder, 0, "the log of a member is missing"));
      }
      return null;
    }
    try (var recovery = new LogRecovery(folder, scope)) {
      var index = recovery.verify();
      describe(recovery, index);
      return new LogRange(index.first(), index.next() - 1, index.termAt(index.next() - 1));
    } catch (DirectoryRefusedException e) {
      findings.add(Finding.refused(folder, String.valueOf(e.getMessage())));
    } catch (DamagedFileException e) {
      int before = findings.size();
      segmentBySegment();
      if (findings.size() == before) {
        findings.add(Finding.damage(e)); // each is sound by itself, but they do not fit together
      }
    }
    return null;
  }

  private void describe(LogRecovery recovery, LogIndex index) {
    var ranges = new HashMap<Segment, long[]>();
    for (long at = index.first(); at < index.next(); at++) {
      var location = index.locate(at);
      if (location != null) {
        long record = at;
        ranges.computeIfAbsent(location.segment(), any -> new long[] {record, record})[1] = record;
      }
    }
    var scanned = recovery.scanned();
    for (int i = 0; i < scanned.size(); i++) {
      var segment = scanned.get(i).segment();
      var end = scanned.get(i).end();
      var range = ranges.getOrDefault(segment, new long[2]);
      segments.add(report(segment.path(), segment.header(), end, range[0], range[1]));
      long offset = Segment.position(end.nextSector());
      if (end.torn()) {
        int sectors = end.lastWritten() - end.nextSector() + 1;
        findings.add(
            Finding.harmless(
                segment.path(),
                offset,
                "a torn tail of %d bytes, never acknowledged; the next start cuts it"
                    .formatted(sectors * Sector.BYTES)));
      }
      if (i < scanned.size() - 1 && !end.sealed()) {
        findings.add(
            Finding.harmless(
                segment.path(),
                offset,
                "a crash came between this segment and the next; the next start finishes that"));
      }
    }
  }

  private static SegmentReport report(
      Path path, SegmentHeader header, SegmentScan.End end, long first, long last) {
    return new SegmentReport(
        path,
        SegmentHeader.VERSION,
        header.bytes(),
        Segment.position(end.nextSector()),
        first,
        last,
        end.sealed());
  }

  private void segmentBySegment() throws IOException {
    long expected = 0;
    for (var name : scope.disk().list(folder)) {
      if (!SegmentHeader.isSegment(name)) {
        continue;
      }
      var path = folder.resolve(name);
      try (var file = scope.disk().open(path)) {
        var header = SegmentHeader.read(path, file, scope.owner());
        if (expected != 0 && header.sequence() != expected) {
          findings.add(missing(expected, header.sequence() - 1));
        }
        expected = header.sequence() + 1;
        sectors(path, file, header);
      } catch (DamagedFileException e) {
        findings.add(Finding.damage(e));
        expected = 0;
      } catch (DirectoryRefusedException e) {
        findings.add(Finding.refused(path, String.valueOf(e.getMessage())));
      } catch (IOException e) {
        findings.add(Finding.damage(path, 0, "cannot be read: " + e));
        expected = 0;
      }
    }
  }

  private Finding missing(long first, long last) {
    return Finding.damage(
        folder.resolve(SegmentHeader.fileName(first)),
        0,
        first == last
            ? "this segment is missing"
            : "%d segments are missing from here on".formatted(last - first + 1));
  }

  /** All places where sectors fail their checks; where none does, whether the frames are whole. */
  private void sectors(Path path, Disk.DiskFile file, SegmentHeader header) throws IOException {
    int before = findings.size();
    int bad = 0;
    int places = 0;
    var sector = ByteBuffer.allocate(Sector.BYTES);
    for (int number = 1; number < header.bytes() / Sector.BYTES; number++) {
      file.read(sector.clear(), Segment.position(number));
      boolean sound =
          Sector.empty(sector, 0)
              || Sector.valid(sector, 0, Sector.place(header.owner(), header.sequence(), number));
      if (!sound) {
        bad++;
      } else if (bad > 0) {
        places += place(path, number - bad, bad, places, header);
        bad = 0;
      }
    }
    if (bad > 0) {
      places += place(path, header.bytes() / Sector.BYTES - bad, bad, places, header);
    }
    if (places > MAX_PLACES) {
      findings.add(
          Finding.damage(
              path, 0, "and %d more places in this segment".formatted(places - MAX_PLACES)));
    }
    if (findings.size() == before) {
      new SegmentScan(path, file, header).run((frame, at) -> {});
    }
  }

  private int place(Path path, int first, int count, int places, SegmentHeader header) {
    if (places < MAX_PLACES) {
      findings.add(
          Finding.damage(
              path,
              Segment.position(first),
              "%d bytes fail their checksums, in a segment that begins with record %d"
                  .formatted(count * Sector.BYTES, header.nextIndex())));
    }
    return 1;
  }
}
