package io.holdfast.cli.bench.report;

import io.holdfast.cli.bench.load.Figure;
import io.holdfast.cli.bench.load.Row;
import io.holdfast.cli.bench.machine.DiskFloor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One row: every server's figures from the same minutes.
 *
 * @param disk what the disk gave by itself just before
 * @param servers ours first
 */
public record RowReport(Row row, DiskFloor.Sample disk, List<Measured> servers) {
  /** Copies. */
  public RowReport {
    servers = List.copyOf(servers);
  }

  /** The figures that a comparison shows. */
  public List<Figure> headlines() {
    var shown = new ArrayList<>(row.workload().headlines());
    if (servers.get(0).figure(Figure.OF_DISK).isPresent()) {
      shown.add(Figure.OF_DISK);
    }
    return shown;
  }

  /**
   * Ours by that of {@code other}, round by round; empty for ours itself and where one is missing.
   */
  public Optional<Summary> ratio(Figure figure, Measured other) {
    Measured ours = servers.get(0);
    return ours.equals(other)
        ? Optional.empty()
        : ours.figure(figure)
            .flatMap(mine -> other.figure(figure).map(theirs -> mine.dividedBy(theirs)));
  }

  /** What the first column says for {@code figure}. */
  public String words(Figure figure) {
    return switch (figure) {
      case RATE -> row.words() + rateUnit();
      case START, IDLE_MEMORY, LOADED_MEMORY, RECOVERY -> figure.words();
      default -> row.words() + ": " + figure.words();
    };
  }

  private String rateUnit() {
    return switch (row.workload()) {
      case CONTENDED_LOCK -> ": hand-offs";
      case FAN_OUT -> ": events";
      default -> "";
    };
  }
}
