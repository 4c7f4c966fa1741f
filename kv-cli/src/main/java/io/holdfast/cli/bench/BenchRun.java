package io.holdfast.cli.bench;

import io.holdfast.cli.Workplace;
import io.holdfast.cli.bench.load.Figure;
import io.holdfast.cli.bench.load.Load;
import io.holdfast.cli.bench.load.Loads;
import io.holdfast.cli.bench.load.RoundResult;
import io.holdfast.cli.bench.load.Row;
import io.holdfast.cli.bench.load.Workload;
import io.holdfast.cli.bench.machine.DiskFloor;
import io.holdfast.cli.bench.report.Measured;
import io.holdfast.cli.bench.report.Report;
import io.holdfast.cli.bench.report.RowReport;
import io.holdfast.cli.bench.target.BenchTarget;
import io.holdfast.cli.bench.target.Durability;
import io.holdfast.kv.InvalidArgumentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every row of a plan to every contender. Rounds go in turns, each time beginning with
 * another contender, so that none has the quiet minute for itself. Confined to one thread.
 */
final class BenchRun {
  private static final Logger logger = LoggerFactory.getLogger(BenchRun.class);
  private static final Duration DISK_SAMPLE = Duration.ofMillis(300);
  private static final Duration IDLE = Duration.ofSeconds(2);

  private final BenchPlan plan;
  private final Workplace place;
  private final List<Contender> contenders;
  private final DiskFloor disk;
  private final Progress progress;

  /**
   * @param contenders ours first
   */
  BenchRun(
      BenchPlan plan,
      Workplace place,
      List<Contender> contenders,
      DiskFloor disk,
      Progress progress) {
    this.plan = plan;
    this.place = place;
    this.contenders = contenders;
    this.disk = disk;
    this.progress = progress;
  }

  /**
   * Measures everything.
   *
   * @return operations that failed
   */
  long report(Report report) throws Exception {
    long errors = 0;
    for (Row row : plan.rows()) {
      RowReport done = measure(row);
      progress.clear();
      report.row(done);
      errors += done.servers().stream().mapToLong(Measured::errors).sum();
    }
    return errors;
  }

  private RowReport measure(Row row) throws Exception {
    DiskFloor.Sample floor = disk.measure(DISK_SAMPLE);
    Map<Contender, List<RoundResult>> results =
        row.workload() == Workload.START ? starts() : loads(row);
    List<Measured> measured = new ArrayList<>();
    results.forEach(
        (contender, rounds) ->
            measured.add(Measured.of(contender.name(), contender.durability(), rounds)));
    return new RowReport(row, floor, measured);
  }

  private Map<Contender, List<RoundResult>> loads(Row row) throws Exception {
    Map<Contender, Load> loads = new LinkedHashMap<>();
    Map<Contender, List<RoundResult>> results = none();
    try {
      for (Contender contender : contenders) {
        attempt(results, contender, own -> prepare(row, contender, loads));
      }
      inTurns(
          results,
          List.copyOf(loads.keySet()),
          row.words(),
          contender -> round(row, contender, Objects.requireNonNull(loads.get(contender))));
      return results;
    } finally {
      loads.values().forEach(Load::close);
    }
  }

  /** Nothing is prepared for a row that the target has not. */
  private void prepare(Row row, Contender contender, Map<Contender, Load> loads) throws Exception {
    progress.show(row.words(), contender.name(), "warm-up");
    BenchTarget target = contender.start();
    if (row.workload().watches() && !target.watches()) {
      return;
    }
    Load load = Loads.prepare(row, target, plan.load());
    loads.put(contender, load);
    if (!plan.warmUp().isZero()) {
      load.round(plan.warmUp());
    }
  }

  private RoundResult round(Row row, Contender contender, Load load) throws Exception {
    boolean againstDisk =
        row.workload() == Workload.PUT
            && row.callers() == 1
            && contender.durability() == Durability.FSYNC;
    double diskRate = againstDisk ? disk.measure(DISK_SAMPLE).perSecond() : 0;
    var usage = RoundUsage.begin(contender.target());
    RoundResult result = usage.addTo(load.round(plan.round()));
    return againstDisk
        ? result.with(Figure.OF_DISK, result.figure(Figure.RATE) / diskRate)
        : result;
  }

  private Map<Contender, List<RoundResult>> starts() throws Exception {
    if (!plan.warmUp().isZero()) {
      // Of the clients in this process: the servers of this workload are always fresh.
      var unmeasured = new StartProbe(place, 1, plan.load().valueBytes(), Duration.ZERO);
      for (Contender contender : contenders) {
        progress.show("start", contender.name(), "warm-up");
        warmUp(unmeasured, contender);
      }
    }
    var probe = new StartProbe(place, plan.startKeys(), plan.load().valueBytes(), IDLE);
    Map<Contender, List<RoundResult>> results = none();
    inTurns(results, contenders, "start", contender -> probe.measure(contender.kind()));
    return results;
  }

  /** A failure shows in the rounds that count. */
  private static void warmUp(StartProbe probe, Contender contender) throws InterruptedException {
    try {
      probe.measure(contender.kind());
    } catch (InterruptedException | InvalidArgumentException e) {
      throw e;
    } catch (Exception e) {
      logger.debug("{} failed while warming up", contender.name(), e);
    }
  }

  private Map<Contender, List<RoundResult>> none() {
    Map<Contender, List<RoundResult>> results = new LinkedHashMap<>();
    contenders.forEach(contender -> results.put(contender, new ArrayList<>()));
    return results;
  }

  private interface OneRound {
    RoundResult of(Contender contender) throws Exception;
  }

  private void inTurns(
      Map<Contender, List<RoundResult>> results, List<Contender> all, String words, OneRound one)
      throws Exception {
    for (int round = 0; round < plan.rounds(); round++) {
      for (int turn = 0; turn < all.size(); turn++) {
        Contender contender = all.get((round + turn) % all.size());
        progress.show(words, contender.name(), "round " + (round + 1) + " of " + plan.rounds());
        attempt(results, contender, own -> own.add(one.of(contender)));
      }
    }
  }

  private interface Step {
    void addTo(List<RoundResult> own) throws Exception;
  }

  /** What goes wrong with one server is its own result; the others' figures are worth having. */
  private void attempt(Map<Contender, List<RoundResult>> results, Contender contender, Step step)
      throws Exception {
    List<RoundResult> own = Objects.requireNonNull(results.get(contender));
    try {
      step.addTo(own);
    } catch (InterruptedException | InvalidArgumentException e) {
      throw e;
    } catch (Exception e) {
      if (contenders.size() == 1) {
        throw e;
      }
      own.add(RoundResult.failed(Objects.requireNonNullElse(e.getMessage(), e.toString())));
    }
  }
}
