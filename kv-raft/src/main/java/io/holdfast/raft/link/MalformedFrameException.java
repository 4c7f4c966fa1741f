package io.holdfast.raft.link;

import java.io.Serial;

/** What a peer sent is no frame. The connection it came by cannot be trusted any more. */
final class MalformedFrameException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  MalformedFrameException(String what) {
    super(what);
  }

  MalformedFrameException(String what, Throwable cause) {
    super(what, cause);
  }
}
