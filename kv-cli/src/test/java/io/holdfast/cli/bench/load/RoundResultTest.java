package io.holdfast.cli.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RoundResultTest {
  @Test
  void shouldGivePercentilesInMicroseconds() {
    Histogram latencies = Latencies.empty();
    for (int micros = 1; micros <= 1_000; micros++) {
      Latencies.record(latencies, micros * 1_000L);
    }

    RoundResult result = RoundResult.of(123, latencies, 4, Optional.empty());

    assertEquals(123.0, result.figure(Figure.RATE));
    assertEquals(500, result.figure(Figure.P50), 1);
    assertEquals(990, result.figure(Figure.P99), 1);
    assertEquals(999, result.figure(Figure.P999), 1);
    assertEquals(4.0, result.figure(Figure.ERRORS));
  }

  @Test
  void shouldCountWhatIsLongerThanAMinuteAsAMinute() {
    Histogram latencies = Latencies.empty();
    Latencies.record(latencies, Long.MAX_VALUE);
    Latencies.record(latencies, -5);

    assertEquals(60e9, (double) latencies.getMaxValue(), 60e6);
    assertEquals(0, latencies.getMinValue());
  }
}
