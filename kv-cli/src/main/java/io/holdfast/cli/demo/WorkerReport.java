package io.holdfast.cli.demo;

import io.holdfast.kv.FencingToken;
import io.holdfast.kv.InvalidArgumentException;
import org.jspecify.annotations.Nullable;

/**
 * One line that a worker prints.
 *
 * @param kind what happened
 * @param token of the hold concerned; null where none is
 */
record WorkerReport(Kind kind, @Nullable FencingToken token) {
  /** What a worker tells. */
  enum Kind {
    /** The mutex was granted. */
    GRANTED,
    /** The round's write was accepted by the resource. */
    COUNTED,
    /** The resource refused the write: a later holder has written already. */
    FENCED,
    /** The hold was lost before the write, which was then left out. */
    LOST,
    /** The worker stops on purpose, holding the mutex. */
    HANGING
  }

  static String granted(FencingToken token) {
    return Kind.GRANTED + " " + token;
  }

  static String counted(FencingToken token) {
    return Kind.COUNTED + " " + token;
  }

  static String fenced(FencingToken token) {
    return Kind.FENCED + " " + token;
  }

  static String lost() {
    return Kind.LOST.name();
  }

  static String hanging() {
    return Kind.HANGING.name();
  }

  /** Reads a line; null when it is something else. */
  static @Nullable WorkerReport parse(String line) {
    int blank = line.indexOf(' ');
    try {
      return blank < 0
          ? new WorkerReport(Kind.valueOf(line), null)
          : new WorkerReport(
              Kind.valueOf(line.substring(0, blank)),
              FencingToken.parse(line.substring(blank + 1)));
    } catch (IllegalArgumentException | InvalidArgumentException notAReport) {
      return null;
    }
  }
}
