package io.holdfast.net.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("G39")
class FailureDelaysTest {
  private final AtomicLong now = new AtomicLong();
  private final FailureDelays delays = new FailureDelays(now::get);

  @Test
  void shouldDoubleUpToASecondAndForget() {
    for (int i = 0; i < 3; i++) {
      assertEquals(Duration.ZERO, delays.failed("a"));
    }
    assertEquals(Duration.ofMillis(50), delays.failed("a"));
    assertEquals(Duration.ofMillis(100), delays.failed("a"));
    for (int i = 0; i < 100; i++) {
      delays.failed("a");
    }
    assertEquals(Duration.ofSeconds(1), delays.failed("a"));
    assertEquals(Duration.ZERO, delays.failed("b"));
    now.addAndGet(TimeUnit.SECONDS.toNanos(31));
    assertEquals(Duration.ZERO, delays.failed("a"));
  }

  @Test
  void shouldRememberABoundedNumber() {
    for (int i = 0; i < 50_000; i++) {
      delays.failed(i);
    }
    assertTrue(delays.remembered() <= 10_000, "remembers " + delays.remembered());
  }
}
