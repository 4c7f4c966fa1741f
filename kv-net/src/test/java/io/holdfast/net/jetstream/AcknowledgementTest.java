package io.holdfast.net.jetstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a client says about a message. */
@Tag("W132")
class AcknowledgementTest {
  private static Acknowledgement read(String body) {
    return Objects.requireNonNull(Acknowledgement.read(7, Bytes.utf8(body)));
  }

  @Test
  void shouldTakeTheDelayOfAMessageThatIsToComeAgain() {
    assertEquals(5_000, read("-NAK {\"delay\": 5000}").delayNanos());
    assertEquals(0, read("-NAK").delayNanos());
    assertEquals(0, read("-NAK {\"delay\": -5}").delayNanos());
    assertEquals(0, read("-NAK nonsense").delayNanos());
  }

  @Test
  void shouldNotLetAHugeDelayRunOverWhenItIsAddedToATime() {
    long delay = read("-NAK {\"delay\": 9223372036854775807}").delayNanos();

    long now = Long.MAX_VALUE / 2;
    assertTrue(delay > 0 && (now + delay) - now == delay && now + delay > now, "delay " + delay);
  }
}
