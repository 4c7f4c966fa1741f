package io.holdfast.cli.bench.load;

/** What one caller does again and again. Confined to that caller. */
interface Operation {
  /**
   * Does it once and waits for the answer.
   *
   * @return attempts that were refused before the one that succeeded
   */
  int run() throws Exception;
}
