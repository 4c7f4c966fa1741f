package io.holdfast.cli.bench.report;

import io.holdfast.cli.bench.load.Figure;
import java.io.PrintWriter;
import java.util.Locale;

/** A table for people, row by row as they are finished. */
public final class TextReport implements Report {
  private final PrintWriter out;

  /** Prints to {@code out}. */
  public TextReport(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(Setting setting) {
    out.println(setting.machine() + "; data in " + setting.data());
    out.println(setting.method());
    out.println();
    line(
        "what",
        "server",
        "durable",
        "median [min–max]",
        "p50 µs",
        "p99 µs",
        "cpu, memory",
        "ours ÷ this");
  }

  @Override
  public void row(RowReport row) {
    for (Figure figure : row.headlines()) {
      for (Measured server : row.servers()) {
        line(
            row.words(figure),
            server.server(),
            server.durability().words(),
            server.figure(figure).map(value -> Numbers.spread(value, figure)).orElse("-"),
            median(server, Figure.P50),
            median(server, Figure.P99),
            usage(server),
            row.ratio(figure, server).map(Numbers::spread).orElse(""));
      }
    }
    row.servers().forEach(this::remarks);
    out.printf(
        Locale.ROOT,
        "  the disk by itself: %s forced writes of 4 KiB a second, p50 %s µs, p99 %s µs%n",
        Numbers.number(row.disk().perSecond()),
        Numbers.number(row.disk().p50Micros()),
        Numbers.number(row.disk().p99Micros()));
    out.flush();
  }

  private void remarks(Measured server) {
    server
        .figure(Figure.RETRIES)
        .filter(retries -> retries.max() > 0)
        .ifPresent(
            retries ->
                out.println(
                    "  "
                        + server.server()
                        + ": "
                        + Numbers.number(retries.median())
                        + " refused attempts for each that succeeded"));
    server
        .figure(Figure.TWO_HOLDERS)
        .filter(twice -> twice.max() > 0)
        .ifPresent(
            twice ->
                out.println(
                    "  "
                        + server.server()
                        + ": TWO HOLDERS AT ONCE, up to "
                        + Numbers.number(twice.max())
                        + " times a round"));
    if (server.errors() > 0) {
      out.println(
          "  "
              + server.server()
              + ": "
              + server.errors()
              + " operations failed, the first with: "
              + server.firstError().orElse("no message"));
    }
  }

  private static String median(Measured server, Figure figure) {
    return server.figure(figure).map(value -> Numbers.number(value.median())).orElse("");
  }

  private static String usage(Measured server) {
    return server
        .figure(Figure.SERVER_CPU)
        .map(
            cpu ->
                Numbers.number(cpu.median())
                    + " + "
                    + median(server, Figure.CLIENT_CPU)
                    + ", "
                    + median(server, Figure.SERVER_MEMORY)
                    + " MiB")
        .orElse("");
  }

  private void line(Object... cells) {
    out.print(
        String.format(Locale.ROOT, "%-38s %-10s %-9s %-34s %8s %8s  %-26s %s", cells)
                .stripTrailing()
            + System.lineSeparator());
  }

  @Override
  public void end() {
    out.println();
    out.println(
        "cpu: processors used by the server + by the callers; memory: the server's; "
            + "fairness: most grants of a caller by fewest. "
            + "durable: what has happened to a write before its acknowledgement.");
    out.flush();
  }
}
