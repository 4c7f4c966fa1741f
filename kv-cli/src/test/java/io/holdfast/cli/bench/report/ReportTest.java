package io.holdfast.cli.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.holdfast.cli.bench.load.Figure;
import io.holdfast.cli.bench.load.RoundResult;
import io.holdfast.cli.bench.load.Row;
import io.holdfast.cli.bench.load.Workload;
import io.holdfast.cli.bench.machine.DiskFloor;
import io.holdfast.cli.bench.target.Durability;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * One table in its three forms, each against a golden file: a change of form shows in review, and
 * scripts can rely on the JSON.
 */
class ReportTest {
  private static final Setting SETTING =
      new Setting(
          "2 processors, Linux, JDK 17",
          "ext4",
          List.of("holdfast (fsync)", "nats (no fsync)"),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          2,
          128,
          0);

  private static final RowReport PUT =
      new RowReport(
          new Row(Workload.PUT, 64, 8),
          new DiskFloor.Sample(4_980, 190.5, 800),
          List.of(
              Measured.of(
                  "holdfast", Durability.FSYNC, List.of(put(60_000, 950), put(50_000, 990))),
              Measured.of(
                  "nats", Durability.NO_FSYNC, List.of(put(50_000, 1_100), put(40_000, 1_300)))));

  private static final RowReport CONTENDED =
      new RowReport(
          new Row(Workload.CONTENDED_LOCK, 16, 16),
          new DiskFloor.Sample(5_000, 190, 700),
          List.of(
              Measured.of("holdfast", Durability.FSYNC, List.of(contended(1_500, 1.01, 0))),
              Measured.of("nats", Durability.NO_FSYNC, List.of(contended(3_000, 1.7, 2)))));

  private static RoundResult put(double rate, double p50) {
    return new RoundResult(
        Map.of(
            Figure.RATE, rate,
            Figure.P50, p50,
            Figure.P99, p50 * 3,
            Figure.SERVER_CPU, 0.9,
            Figure.SERVER_MEMORY, 123.4,
            Figure.CLIENT_CPU, 1.05,
            Figure.ERRORS, 0.0),
        Optional.empty());
  }

  private static RoundResult contended(double rate, double fairness, double twice) {
    return new RoundResult(
        Map.of(
            Figure.RATE, rate,
            Figure.P50, 9_000.0,
            Figure.P99, 15_000.0,
            Figure.FAIRNESS, fairness,
            Figure.TWO_HOLDERS, twice,
            Figure.ERRORS, twice),
        twice == 0 ? Optional.empty() : Optional.of("wrong last sequence"));
  }

  @Test
  void shouldPrintATableForPeople() throws IOException {
    assertPrints("bench.txt", TextReport::new);
  }

  @Test
  void shouldPrintATableForDocuments() throws IOException {
    assertPrints("bench.md", MarkdownReport::new);
  }

  @Test
  void shouldPrintJsonForScripts() throws IOException {
    assertPrints("bench.json", JsonReport::new);
  }

  @Test
  void shouldNotCompareOursWithItself() {
    Measured ours = PUT.servers().get(0);

    assertFalse(PUT.ratio(Figure.RATE, ours).isPresent());
  }

  private static void assertPrints(String golden, Function<PrintWriter, Report> form)
      throws IOException {
    var printed = new StringWriter();
    Report report = form.apply(new PrintWriter(printed));
    report.begin(SETTING);
    report.row(PUT);
    report.row(CONTENDED);
    report.end();

    try (var expected =
        Objects.requireNonNull(ReportTest.class.getResourceAsStream("/golden/" + golden), golden)) {
      assertEquals(new String(expected.readAllBytes(), StandardCharsets.UTF_8), printed.toString());
    }
  }
}
