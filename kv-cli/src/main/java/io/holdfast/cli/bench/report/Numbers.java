package io.holdfast.cli.bench.report;

import io.holdfast.cli.bench.load.Figure;
import java.util.Locale;

/** Figures as people read them. */
final class Numbers {
  private Numbers() {}

  /** Three digits, and thousands in groups. */
  static String number(double value) {
    double size = Math.abs(value);
    String form = size >= 100 || size == 0 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }

  /** {@code median [min–max]}. */
  static String spread(Summary summary) {
    return number(summary.median())
        + " ["
        + number(summary.min())
        + "–"
        + number(summary.max())
        + "]";
  }

  /** {@link #spread} with the unit. */
  static String spread(Summary summary, Figure figure) {
    String unit = figure.unit();
    return unit.isEmpty()
        ? spread(summary)
        : spread(summary) + (unit.startsWith("/") ? "" : " ") + unit;
  }
}
