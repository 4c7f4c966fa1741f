package io.holdfast.cli.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * Shows a run: lines for what happens and, on a terminal, a moving line below them for how far it
 * is. Confined to the demo's main thread.
 */
final class DemoView implements AutoCloseable {
  private static final long REDRAW_NANOS = 100_000_000;
  private static final int BAR = 30;

  private final PrintWriter out;
  private final boolean terminal;
  private final long started = System.nanoTime();
  private long drawnNanos;
  private long shownTenths;

  private DemoView(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** The launcher knows whether a terminal is there. */
  static DemoView on(PrintWriter out) {
    return new DemoView(out, System.getenv("HOLDFAST_TERMINAL") != null);
  }

  /** Something happened. */
  void line(String text) {
    clear();
    out.printf(Locale.ROOT, "%s%6.2f s%s  %s%n", dim(), seconds(), plain(), text);
    out.flush();
  }

  /** How far it is. On a terminal a moving line, else a line for each tenth. */
  void progress(long counted, long total, long granted, List<DemoWorker> workers) {
    if (!terminal) {
      if (counted * 10 / total > shownTenths) {
        shownTenths = counted * 10 / total;
        line(counted + " of " + total + " rounds");
      }
      return;
    }
    if (System.nanoTime() - drawnNanos < REDRAW_NANOS && counted < total) {
      return;
    }
    drawnNanos = System.nanoTime();
    int filled = (int) (BAR * counted / total);
    var shown = new StringBuilder("\r\033[K");
    shown
        .append(green())
        .append("█".repeat(filled))
        .append(plain())
        .append("░".repeat(BAR - filled));
    shown.append(String.format(Locale.ROOT, " %d/%d rounds  %d grants ", counted, total, granted));
    workers.forEach(one -> shown.append(dim()).append(' ').append(one.counted()).append(plain()));
    out.print(shown);
    out.flush();
  }

  /** The figures and checks at the end. */
  void result(DemoResult result) {
    clear();
    out.println();
    out.printf(
        Locale.ROOT,
        "grants                %d (one of them to the worker that was killed holding it),"
            + " %d holds lost, %d late writes refused by the fence%n",
        result.granted(),
        result.lost(),
        result.fenced());
    if (!result.writes().isEmpty()) {
      out.printf("first token           %s%n", result.writes().get(0).token());
      out.printf(
          "last token            %s%n", result.writes().get(result.writes().size() - 1).token());
    }
    out.printf(
        Locale.ROOT,
        "take-over             %d ms after the holder was killed (lease ttl %d ms)%n",
        result.takeover().toMillis(),
        WorkerCommand.LEASE_TTL.toMillis());
    out.printf(
        Locale.ROOT,
        "server outage         %d ms from its kill to the next grant%n",
        result.serverOutage().toMillis());
    out.printf(
        Locale.ROOT,
        "hand-overs            %.0f per second while nothing was broken%n",
        result.handOversPerSecond());
    out.printf(Locale.ROOT, "took                  %.1f s%n%n", result.took().toMillis() / 1000.0);
    result
        .checks()
        .forEach(
            (check, held) -> out.println((held ? green() + "✓ " : red() + "✗ ") + plain() + check));
    out.flush();
  }

  @Override
  public void close() {
    clear();
  }

  private void clear() {
    if (terminal) {
      out.print("\r\033[K");
      out.flush();
    }
  }

  private double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  private String dim() {
    return terminal ? "\033[2m" : "";
  }

  private String green() {
    return terminal ? "\033[32m" : "";
  }

  private String red() {
    return terminal ? "\033[31m" : "";
  }

  private String plain() {
    return terminal ? "\033[0m" : "";
  }
}
