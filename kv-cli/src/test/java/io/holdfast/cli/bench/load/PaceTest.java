package io.holdfast.cli.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
  /** A caller that comes late is charged from when its send was due, not from when it came. */
  @Test
  void shouldCountFromTheIntendedTimeWhenLate() {
    long start = System.nanoTime() - TimeUnit.SECONDS.toNanos(10);
    Pace pace = Pace.open(start, 1_000);

    assertEquals(start, pace.awaitTurn());
    assertEquals(start + 1_000_000, pace.awaitTurn());
    assertEquals(start + 2_000_000, pace.awaitTurn());
  }

  @Test
  void shouldNotSendBeforeItIsDue() {
    long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);

    long due = Pace.open(start, 1_000).awaitTurn();

    assertEquals(start, due);
    assertTrue(System.nanoTime() - start >= 0);
  }
}
