package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.command.MessageId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RemoteOptionsTest {
  private final RemoteOptions.Builder options = RemoteOptions.to("nats://127.0.0.1:4222");

  @Test
  void shouldRefuseToRetryForLongerThanAnswersAreRemembered() {
    Duration longest = Duration.ofSeconds(60);

    assertEquals(longest, options.requestTimeout(longest).build().requestTimeout());
    assertThrows(
        InvalidArgumentException.class, () -> options.requestTimeout(longest.plusNanos(1)));
    assertTrue(longest.compareTo(MessageId.Request.SHORTEST_MEMORY) < 0);
  }
}
