package io.holdfast.cli.bench;

import java.io.PrintWriter;

/** A moving line that says what runs, where somebody watches. Confined to one thread. */
final class Progress {
  private final PrintWriter err;
  private final boolean terminal;

  /** The launcher knows whether a terminal is there. */
  Progress(PrintWriter err) {
    this.err = err;
    this.terminal = System.getenv("HOLDFAST_TERMINAL") != null;
  }

  void show(String row, String server, String step) {
    if (terminal) {
      err.print("\r\033[K\033[2m" + row + " · " + server + " · " + step + "\033[0m");
      err.flush();
    }
  }

  void clear() {
    if (terminal) {
      err.print("\r\033[K");
      err.flush();
    }
  }
}
