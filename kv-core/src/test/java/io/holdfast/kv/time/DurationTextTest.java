package io.holdfast.kv.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.25S, 250ms",
    "PT5S, 5s",
    "PT90S, 90s",
    "PT2M, 2m",
    "PT1H, 1h",
    "PT36H, 36h",
    "P7D, 7d",
    "PT1.0005S, 1000500000ns",
    "PT-5S, -5s",
  })
  void shouldUseTheLargestUnitThatSaysItExactly(Duration duration, String text) {
    assertEquals(text, DurationText.of(duration));
  }

  @Test
  void shouldTellWhatNoCountOfMillisecondsHolds() {
    assertEquals(Long.MAX_VALUE + "s", DurationText.of(Duration.ofSeconds(Long.MAX_VALUE)));
    assertEquals(
        Long.MAX_VALUE + "s", DurationText.of(Duration.ofSeconds(Long.MAX_VALUE, 999_000_000)));
    assertEquals(Long.MAX_VALUE + "s", DurationText.of(Duration.ofSeconds(Long.MAX_VALUE, 1)));
  }
}
