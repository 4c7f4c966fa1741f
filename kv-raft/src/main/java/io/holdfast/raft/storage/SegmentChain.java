package io.holdfast.raft.storage;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of a log in their order: the newest is written, the oldest is deleted when nothing
 * of the log is left in it. Guarded by the log's write lock.
 */
final class SegmentChain {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentChain.class);

  private final LogOptions options;
  private final LogIndex index;
  private final SegmentSupply supply;
  private final Deque<Segment> segments;
  private final FrameEncoder encoder = new FrameEncoder();

  SegmentChain(LogOptions options, LogIndex index, SegmentSupply supply, List<Segment> segments) {
    this.options = options;
    this.index = index;
    this.supply = supply;
    this.segments = new ArrayDeque<>(segments);
  }

  /** Makes the first segment of a new log; finishes deletions that a crash has cut short. */
  void begin() {
    if (segments.isEmpty()) {
      segments.add(supply.next(header(1), 1));
    }
    dropUnused();
  }

  Segment current() {
    return segments.getLast();
  }

  /** The segment to write a batch to; a new one when the batch does not fit. */
  Segment roomFor(int sectors) throws IOException {
    if (!current().hasRoomFor(sectors)) {
      roll(sectors);
    }
    return current();
  }

  /**
   * Writes a batch to the current segment, not yet durable; the payload position of its first
   * record.
   */
  int write(List<LogRecord> batch, int sectors) throws IOException {
    return current().writeRecords(encoder, batch, sectors);
  }

  /** Appends a truncation; always durable, since files are deleted on the strength of it. */
  void control(FrameKind kind, long argument) throws IOException {
    if (!current().hasRoomForControl()) {
      roll(1);
    }
    current().writeControl(encoder, kind, argument);
    current().sync();
  }

  /** Makes the last frame durable if need be, and marks it as such. */
  void settle() throws IOException {
    var segment = current();
    if (!segment.marked()) {
      segment.syncIfNeeded();
      segment.writeMark(encoder);
    }
  }

  /**
   * Goes on in a new segment. Its header is durable before its name is, its name before the seal in
   * the old segment, and the seal before anything in the new one: at each step a restart finds
   * either the old end or a segment it can enter.
   */
  private void roll(int sectors) throws IOException {
    var full = current();
    full.syncIfNeeded();
    var next = supply.next(header(full.header().sequence() + 1), sectors);
    segments.addLast(next);
    full.writeControl(encoder, FrameKind.SEAL, next.header().sequence());
    full.sync();
  }

  private SegmentHeader header(long sequence) {
    return new SegmentHeader(
        options.scope().owner(), sequence, options.segmentBytes(), index.first(), index.next());
  }

  /**
   * Deletes the oldest segments while they hold no record of the log; each one durably before the
   * next.
   */
  void dropUnused() {
    var first = index.locate(index.first());
    long kept = (first == null ? current() : first.segment()).header().sequence();
    while (segments.getFirst().header().sequence() < kept) {
      supply.retire(segments.getFirst());
      segments.removeFirst();
    }
  }

  /** Oldest first; none once the log is closed. */
  List<Segment> segments() {
    return List.copyOf(segments);
  }

  void close() {
    for (var each : segments) {
      try {
        each.close();
      } catch (IOException e) {
        LOG.warn("closing {} failed", each.path(), e);
      }
    }
    segments.clear();
  }
}
