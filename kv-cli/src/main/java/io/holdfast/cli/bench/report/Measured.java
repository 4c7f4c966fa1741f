package io.holdfast.cli.bench.report;

import io.holdfast.cli.bench.load.Figure;
import io.holdfast.cli.bench.load.RoundResult;
import io.holdfast.cli.bench.target.Durability;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one server came to in one row.
 *
 * @param server its name
 * @param figures over the rounds; the count of errors too
 * @param firstError of all rounds
 */
public record Measured(
    String server,
    Durability durability,
    Map<Figure, Summary> figures,
    Optional<String> firstError) {

  /** Adds up rounds. */
  public static Measured of(String server, Durability durability, List<RoundResult> rounds) {
    var figures = new EnumMap<Figure, Summary>(Figure.class);
    for (Figure figure : Figure.values()) {
      List<Double> values = new ArrayList<>();
      for (RoundResult round : rounds) {
        Double value = round.figures().get(figure);
        if (value != null) {
          values.add(value);
        }
      }
      if (!values.isEmpty()) {
        figures.put(figure, new Summary(values));
      }
    }
    return new Measured(
        server,
        durability,
        figures,
        rounds.stream().flatMap(round -> round.firstError().stream()).findFirst());
  }

  /** The figure over the rounds; empty where it was not measured. */
  public Optional<Summary> figure(Figure figure) {
    return Optional.ofNullable(figures.get(figure));
  }

  /** Operations that failed, of all rounds. */
  public long errors() {
    return figure(Figure.ERRORS)
        .map(summary -> summary.rounds().stream().mapToLong(Double::longValue).sum())
        .orElse(0L);
  }
}
