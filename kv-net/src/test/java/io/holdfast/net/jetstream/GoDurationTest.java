package io.holdfast.net.jetstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "10s,10",
    "1m0s,60",
    "1h30m,5400",
    "1.5s,1",
    "90s,90",
    "500ms,0",
    "1000ms,1",
    "0.1s,0",
    ".5h,1800"
  })
  @Tag("W99")
  void shouldReadWholeSeconds(String text, long seconds) {
    assertEquals(seconds, GoDuration.wholeSeconds(text).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "-1s", "10", "1x", "s", "1s2", "99999999999h", "1 s"})
  @Tag("W99")
  void shouldRefuseWhatIsNoDuration(String text) {
    assertTrue(GoDuration.wholeSeconds(text).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"5,5s", "60,1m0s", "90,1m30s", "3600,1h0m0s", "3661,1h1m1s"})
  void shouldPrintAsGoDoes(long seconds, String text) {
    assertEquals(text, GoDuration.format(Duration.ofSeconds(seconds)));
  }
}
