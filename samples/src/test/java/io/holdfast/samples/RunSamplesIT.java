package io.holdfast.samples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.node.HoldfastNode;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every sample runs with no set-up, ends by itself with 0, and prints what it shows. */
class RunSamplesIT {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "Connect, on Holdfast server at",
    "Mutex, written under the mutex: [paid]",
    "Leader, worked while leading",
    "Invoice, '6 of 6 invoices collected, each once'",
    "Schedule, tick 12 fired by",
    "Config, the last good value stays: 16 threads",
    "Meters, 'is led, 0 settings: 2 locks and 1 offices at once'",
    "Fencing, 'in the end: 15, deposits were 10 + 5: nothing is lost'",
  })
  void shouldRunByItself(String sample, String shown) throws Exception {
    String printed = SampleProcess.output(directory, sample);

    assertTrue(printed.contains(shown), printed);
    assertFalse(printed.contains("INFO"), () -> "a log between what the sample shows:\n" + printed);
  }

  @ParameterizedTest
  @CsvSource({
    "Connect, is held",
    "Invoice, 6 of 6",
    "Schedule, tick 12 fired by",
    "Config, 16 threads"
  })
  void shouldUseTheServerItIsGivenAsOftenAsItIsRun(String sample, String shown) throws Exception {
    try (var node = HoldfastNode.builder().memory().listen(0).start()) {
      for (int run = 0; run < 2; run++) {
        String printed = SampleProcess.output(directory, sample, "--url", node.url().orElseThrow());
        assertTrue(printed.contains(shown), printed);
      }
      assertFalse(node.store().buckets().isEmpty(), "it used another server than it was given");
    }
  }
}
