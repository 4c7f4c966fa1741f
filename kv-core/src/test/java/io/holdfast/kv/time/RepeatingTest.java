package io.holdfast.kv.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RepeatingTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualScheduler time = new ManualScheduler();
  private int runs;

  @Test
  void shouldGoOnWhateverTheTaskThrows() {
    var repeating =
        new Repeating(
            "test",
            time,
            SECOND,
            () -> {
              runs++;
              if (runs == 1) {
                throw new IllegalStateException("planted");
              }
              if (runs == 2) {
                throw new OutOfMemoryError("planted");
              }
            });
    repeating.start();

    time.advance(SECOND.multipliedBy(4));

    assertEquals(4, runs);
    assertEquals(2, repeating.failures());
  }

  @Test
  void shouldNotRunOnceClosedNorStartAgain() {
    var repeating = new Repeating("test", time, SECOND, () -> runs++);
    repeating.start();
    time.advance(SECOND);

    repeating.close();
    repeating.start();
    time.advance(SECOND.multipliedBy(3));

    assertEquals(1, runs);
    assertEquals(0, time.timers());
  }
}
