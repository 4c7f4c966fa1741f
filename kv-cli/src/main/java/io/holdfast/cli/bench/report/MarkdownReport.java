package io.holdfast.cli.bench.report;

import io.holdfast.cli.bench.load.Figure;
import io.holdfast.cli.bench.load.Figure.Better;
import java.io.PrintWriter;

/** A table to be pasted into a document: a column for each server, lost comparisons in bold. */
public final class MarkdownReport implements Report {
  private final PrintWriter out;

  /** Prints to {@code out}. */
  public MarkdownReport(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(Setting setting) {
    out.println("Machine: " + setting.machine() + "; data on " + setting.data() + ".");
    out.println("Method: " + setting.method() + ".");
    out.println();
    out.println("| | " + String.join(" | ", setting.servers()) + " | disk |");
    out.println("|---" + "|---:".repeat(setting.servers().size()) + "|---:|");
    out.flush();
  }

  @Override
  public void row(RowReport row) {
    for (Figure figure : row.headlines()) {
      var line = new StringBuilder("| ").append(row.words(figure));
      if (!figure.unit().isEmpty()) {
        line.append(", ").append(figure.unit());
      }
      for (Measured server : row.servers()) {
        line.append(" | ").append(cell(row, figure, server));
      }
      out.println(line + " | " + Numbers.number(row.disk().perSecond()) + "/s |");
    }
    out.flush();
  }

  private static String cell(RowReport row, Figure figure, Measured server) {
    String value = server.figure(figure).map(Numbers::spread).orElse("–");
    return value
        + (twoHolders(server) ? ", **two holders at once**" : "")
        + (server.errors() == 0 ? "" : ", " + server.errors() + " failed")
        + row.ratio(figure, server).map(ratio -> "<br>" + mark(figure, ratio)).orElse("");
  }

  private static boolean twoHolders(Measured server) {
    return server.figure(Figure.TWO_HOLDERS).filter(twice -> twice.max() > 0).isPresent();
  }

  private static String mark(Figure figure, Summary ratio) {
    boolean lost = figure.better() == Better.MORE ? ratio.median() < 1 : ratio.median() > 1;
    String times = "× " + Numbers.spread(ratio);
    return lost ? "**" + times + "**" : times;
  }

  @Override
  public void end() {
    out.println();
    out.println(
        "`×` is ours by theirs, round by round; bold where ours is the worse one. "
            + "The last column is the disk's own rate of forced 4 KiB writes just before the row.");
    out.flush();
  }
}
