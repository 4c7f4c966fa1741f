package io.holdfast.raft.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The naive log: what a {@link SegmentedLog} must hold. Immutable. */
record LogModel(long first, List<LogRecord> records) {
  static final LogModel EMPTY = new LogModel(1, List.of());

  /** What a log holds, read record by record. */
  static LogModel of(SegmentedLog log) {
    var found = new ArrayList<LogRecord>();
    for (long index = log.firstIndex(); index <= log.lastIndex(); index++) {
      var each = log.read(index);
      if (each == null || each.index() != index || each.term() != log.termAt(index)) {
        throw new AssertionError(
            "record " + index + " reads as " + each + ", term " + log.termAt(index));
      }
      found.add(each);
    }
    return new LogModel(log.firstIndex(), List.copyOf(found));
  }

  long next() {
    return first + records.size();
  }

  LogModel append(List<LogRecord> batch) {
    var all = new ArrayList<>(records);
    all.addAll(batch);
    return new LogModel(first, List.copyOf(all));
  }

  LogModel truncateBefore(long firstKept) {
    if (firstKept > next()) {
      return reset(firstKept);
    }
    return firstKept <= first
        ? this
        : new LogModel(firstKept, records.subList((int) (firstKept - first), records.size()));
  }

  LogModel truncateAfter(long lastKept) {
    return new LogModel(
        first, records.subList(0, (int) Math.min(records.size(), lastKept - first + 1)));
  }

  LogModel reset(long nextIndex) {
    return new LogModel(nextIndex, List.of());
  }

  boolean matches(LogModel other) {
    if (first != other.first || records.size() != other.records.size()) {
      return false;
    }
    for (int i = 0; i < records.size(); i++) {
      var mine = records.get(i);
      var theirs = other.records.get(i);
      if (mine.index() != theirs.index()
          || mine.term() != theirs.term()
          || mine.kind() != theirs.kind()
          || !Arrays.equals(mine.data(), theirs.data())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "records " + first + " to " + (next() - 1);
  }
}
