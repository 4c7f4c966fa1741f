package io.holdfast.raft.storage;

import org.jspecify.annotations.Nullable;

/** What a frame says. The codes are part of the format and never change. */
enum FrameKind {
  /** A batch of records. */
  RECORDS(1),
  /** The records after an index are void. */
  TRUNCATE_AFTER(2),
  /** The records before an index are void. */
  TRUNCATE_BEFORE(3),
  /** All records are void, and the log goes on with an index. */
  RESET(4),
  /** The log goes on in the next segment. */
  SEAL(5),
  /** Every frame so far is durable; the next frame is written over it. */
  MARK(6);

  final int code;

  FrameKind(int code) {
    this.code = code;
  }

  static @Nullable FrameKind of(int code) {
    for (var kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    return null;
  }
}
