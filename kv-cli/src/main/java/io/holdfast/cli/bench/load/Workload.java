package io.holdfast.cli.bench.load;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What can be measured, with the rows that a comparison shows of it. */
public enum Workload {
  /** Writes of random existing keys. */
  PUT("put", "put", 64, 8),
  /** Reads of random keys, as strong as the client offers. */
  GET("get", "get", 64, 8),
  /** All callers increment one number by compare-and-set. */
  COUNTER("counter", "counter by compare-and-set", 8, 8),
  /** Each caller creates a key and deletes it. */
  CREATE_DELETE("create-delete", "create + delete pairs", 64, 8),
  /** Each caller acquires and releases a lock of its own. */
  LOCK("lock", "free lock", 64, 8),
  /** All callers want one lock. */
  CONTENDED_LOCK("contended-lock", "contended lock", 16, 16),
  /** One watcher and a steady rate of puts. */
  WATCH("watch", "watch at 500 puts/s", 1, 1),
  /** Many watchers, events as fast as they can follow. */
  FAN_OUT("fan-out", "fan-out", 100, 100),
  /** Start, memory, recovery. */
  START("start", "start", 1, 1);

  private final String word;
  private final String words;
  private final int callers;
  private final int connections;

  Workload(String word, String words, int callers, int connections) {
    this.word = word;
    this.words = words;
    this.callers = callers;
    this.connections = connections;
  }

  /** Its name on the command line. */
  public String word() {
    return word;
  }

  /** Its name in tables. */
  public String words() {
    return words;
  }

  /** Callers where none are given; watchers for {@link #FAN_OUT}. */
  public int callers() {
    return callers;
  }

  /** Connections where none are given. */
  public int connections() {
    return connections;
  }

  /** Whether callers can be sent at a rate. */
  public boolean paced() {
    return switch (this) {
      case PUT, GET, COUNTER, CREATE_DELETE, LOCK, WATCH -> true;
      case CONTENDED_LOCK, FAN_OUT, START -> false;
    };
  }

  /** Whether it needs a server that tells of changes. */
  public boolean watches() {
    return this == WATCH || this == FAN_OUT;
  }

  /** What a comparison shows, best first. */
  public List<Figure> headlines() {
    return switch (this) {
      case PUT, GET, COUNTER, CREATE_DELETE, LOCK, FAN_OUT -> List.of(Figure.RATE);
      case CONTENDED_LOCK -> List.of(Figure.RATE, Figure.FAIRNESS, Figure.P99);
      case WATCH -> List.of(Figure.P50, Figure.P99);
      case START ->
          List.of(Figure.START, Figure.IDLE_MEMORY, Figure.LOADED_MEMORY, Figure.RECOVERY);
    };
  }

  /**
   * The workload of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Workload named(String word) {
    return Arrays.stream(values())
        .filter(one -> one.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + word + "' is not a workload; there are " + allWords()));
  }

  private static String allWords() {
    return Arrays.stream(values()).map(Workload::word).collect(Collectors.joining(", "));
  }
}
