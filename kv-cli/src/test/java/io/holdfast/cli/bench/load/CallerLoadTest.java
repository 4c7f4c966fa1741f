package io.holdfast.cli.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallerLoadTest {
  private static final Duration ROUND = Duration.ofMillis(50);

  @Test
  void shouldCountWhatWasDoneAndWhatWasRefused() throws Exception {
    var done = new AtomicInteger();
    Operation refusedTwice =
        () -> {
          done.incrementAndGet();
          return 2;
        };
    try (var load = new CallerLoad(List.of(refusedTwice, refusedTwice), 0, () -> {})) {
      RoundResult result = load.round(ROUND);

      assertTrue(result.figure(Figure.RATE) > 0);
      assertTrue(done.get() > 0);
      assertEquals(2.0, result.figure(Figure.RETRIES));
      assertEquals(0.0, result.figure(Figure.ERRORS));
    }
  }

  @Test
  void shouldCountFailuresApartAndKeepTheFirstMessage() throws Exception {
    Operation failing =
        () -> {
          throw new IOException("the disk is full");
        };
    try (var load = new CallerLoad(List.of(failing), 0, () -> {})) {
      RoundResult result = load.round(ROUND);

      assertEquals(0.0, result.figure(Figure.RATE));
      assertTrue(result.figure(Figure.ERRORS) > 0);
      assertEquals(Optional.of("the disk is full"), result.firstError());
    }
  }

  /** Due are 0, 10, 20, 30 and 40 ms: five sends in 50 ms, however slow or fast the machine is. */
  @Test
  void shouldSendExactlyWhatIsDueInAnOpenLoop() throws Exception {
    var sent = new AtomicInteger();
    try (var load = new CallerLoad(List.of(sent::getAndIncrement), 100, () -> {})) {
      load.round(ROUND);
    }

    assertEquals(5, sent.get());
  }

  @Test
  void shouldCloseItsClients() throws Exception {
    var closed = new AtomicBoolean();
    new CallerLoad(List.of(() -> 0), 0, () -> closed.set(true)).close();

    assertTrue(closed.get());
  }
}
