package io.holdfast.raft.storage;

import java.nio.file.Path;

/**
 * Replays the frames of all segments into an index, and checks that they tell one story. Confined
 * to the opening thread.
 */
final class LogReplay implements SegmentScan.Visitor {
  private final LogIndex index;
  private Segment segment;

  LogReplay(LogIndex index, Segment first) {
    this.index = index;
    this.segment = first;
  }

  LogIndex index() {
    return index;
  }

  /** Goes on with a segment, which must begin where the one before ended. */
  void begin(Segment next) {
    var header = next.header();
    if (header.firstIndex() != index.first() || header.nextIndex() != index.next()) {
      throw new DamagedFileException(
          next.path(),
          32,
          "begins with records %d to %d, expected %d to %d"
              .formatted(
                  header.firstIndex(), header.nextIndex() - 1, index.first(), index.next() - 1));
    }
    segment = next;
  }

  @Override
  public void frame(Frame frame, int sector) {
    if (frame.kind() == FrameKind.RECORDS) {
      records(frame, sector);
    } else {
      control(frame, sector);
    }
  }

  private void records(Frame frame, int sector) {
    long offset = Segment.position(sector);
    int payload = sector * Sector.PAYLOAD + FrameEncoder.HEADER_BYTES;
    var body = frame.body();
    for (int i = 0; i < frame.records(); i++) {
      int start = body.position();
      var record = Frame.record(body, segment.path(), offset);
      if (record.index() != index.next()) {
        throw new DamagedFileException(
            segment.path(),
            offset,
            "found record %d, expected %d".formatted(record.index(), index.next()));
      }
      index.add(
          new LogIndex.Location(
              segment, payload + start, body.position() - start, record.term(), record.kind()));
    }
    if (body.hasRemaining()) {
      throw new DamagedFileException(
          segment.path(),
          offset,
          "%d bytes behind the last record of a batch".formatted(body.remaining()));
    }
  }

  private void control(Frame frame, int sector) {
    long argument = frame.body().remaining() == Long.BYTES ? frame.body().getLong() : -1;
    boolean fits =
        switch (frame.kind()) {
          case TRUNCATE_AFTER -> argument >= index.first() - 1 && argument < index.next();
          case TRUNCATE_BEFORE -> argument >= index.first() && argument <= index.next();
          case RESET -> argument >= 1;
          case SEAL -> argument == segment.header().sequence() + 1;
          case RECORDS, MARK -> false;
        };
    if (!fits) {
      throw new DamagedFileException(
          segment.path(),
          Segment.position(sector),
          "%s to %d in a log of records %d to %d"
              .formatted(frame.kind(), argument, index.first(), index.next() - 1));
    }
    switch (frame.kind()) {
      case TRUNCATE_AFTER -> index.truncateAfter(argument);
      case TRUNCATE_BEFORE -> index.truncateBefore(argument);
      case RESET -> index.reset(argument);
      default -> {}
    }
  }

  /**
   * Checks that the oldest segment left reaches back to the first record that the log claims to
   * hold.
   */
  void checkComplete(Path oldest) {
    if (index.base() > index.first()) {
      throw new DamagedFileException(
          oldest,
          0,
          "records %d to %d are gone: a segment before this one is missing"
              .formatted(index.first(), index.base() - 1));
    }
  }
}
