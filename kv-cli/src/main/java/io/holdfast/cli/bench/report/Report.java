package io.holdfast.cli.bench.report;

/** Takes rows as they are finished. Used by one thread. */
public interface Report {
  /** Before the first row. */
  void begin(Setting setting);

  /** A row is finished. */
  void row(RowReport row);

  /** After the last row. */
  void end();
}
