package io.holdfast.cli.bench.report;

import io.holdfast.cli.Json;
import io.holdfast.cli.bench.load.Figure;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** One JSON object a line: first the setting, then one for each row and server. */
public final class JsonReport implements Report {
  private static final Pattern LETTER_AFTER_UNDERSCORE = Pattern.compile("_(.)");

  private final PrintWriter out;

  /** Prints to {@code out}. */
  public JsonReport(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void begin(Setting setting) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("machine", setting.machine());
    fields.put("data", setting.data());
    fields.put("servers", setting.servers());
    fields.put("warmUpMillis", setting.warmUp().toMillis());
    fields.put("roundMillis", setting.round().toMillis());
    fields.put("rounds", setting.rounds());
    fields.put("valueBytes", setting.valueBytes());
    fields.put("ratePerSecond", setting.rate());
    print(fields);
  }

  @Override
  public void row(RowReport row) {
    for (Measured server : row.servers()) {
      var fields = new LinkedHashMap<String, Object>();
      fields.put("workload", row.row().workload().word());
      fields.put("callers", row.row().callers());
      fields.put("connections", row.row().connections());
      fields.put("server", server.server());
      fields.put("durable", server.durability().words());
      fields.put("diskPerSecond", row.disk().perSecond());
      var figures = new LinkedHashMap<String, Object>();
      server
          .figures()
          .forEach((figure, summary) -> figures.put(name(figure), summary(row, figure, server)));
      fields.put("figures", figures);
      server.firstError().ifPresent(error -> fields.put("firstError", error));
      print(fields);
    }
  }

  private static Map<String, Object> summary(RowReport row, Figure figure, Measured server) {
    var fields = new LinkedHashMap<String, Object>();
    Summary summary = server.figures().get(figure);
    if (summary != null) {
      fields.put("unit", figure.unit());
      fields.put("median", summary.median());
      fields.put("min", summary.min());
      fields.put("max", summary.max());
      fields.put("rounds", summary.rounds());
    }
    if (row.headlines().contains(figure)) {
      row.ratio(figure, server).ifPresent(ratio -> fields.put("oursByThis", ratio.rounds()));
    }
    return fields;
  }

  /** {@code IDLE_MEMORY} is {@code idleMemory}. */
  private static String name(Figure figure) {
    return LETTER_AFTER_UNDERSCORE
        .matcher(figure.name().toLowerCase(Locale.ROOT))
        .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
  }

  private void print(Map<String, Object> fields) {
    out.println(Json.line(fields));
    out.flush();
  }

  @Override
  public void end() {}
}
