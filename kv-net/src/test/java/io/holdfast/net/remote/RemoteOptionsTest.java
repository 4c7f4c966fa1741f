package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.resilience4j.core.IntervalFunction;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.command.MessageId;
import io.holdfast.net.remote.RemoteOptions.BreakerOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

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

  @Test
  void shouldNameAnOptionOutOfItsRange() {
    Duration none = Duration.ZERO;
    Duration ages = Duration.ofDays(200_000);
    Duration second = Duration.ofSeconds(1);

    assertRefused("request time-out", () -> options.requestTimeout(none));
    assertRefused("attempt time-out", () -> options.attemptTimeout(ages));
    assertRefused("connect time-out", () -> options.connectTimeout(ages));
    assertRefused("longest backoff", () -> options.backoff(second, ages));
    assertRefused("first backoff", () -> options.backoff(second, second.minusNanos(1)));
    assertRefused("watch heartbeat", () -> options.watchHeartbeat(ages));
    assertRefused("requests in flight", () -> options.maxInFlight(0));
    assertRefused("circuit breaker", () -> new BreakerOptions(0, 50, second));
    assertRefused("circuit breaker", () -> new BreakerOptions(10_001, 50, second));
    assertRefused("circuit breaker", () -> new BreakerOptions(20, 101, second));
    assertRefused("circuit breaker", () -> new BreakerOptions(20, 50, ages));
  }

  private static void assertRefused(String option, Executable call) {
    var refused = assertThrows(InvalidArgumentException.class, call);
    assertTrue(String.valueOf(refused.getMessage()).startsWith(option), refused::toString);
  }

  @Test
  void shouldSpreadThePausesByAHalfAndDoubleThemUpToTheLongest() {
    var pauses =
        Requester.backoff(options.backoff(Duration.ofMillis(100), Duration.ofSeconds(1)).build());

    assertTrue(pauses(pauses, 1).stream().allMatch(millis -> millis >= 50 && millis <= 150));
    assertTrue(pauses(pauses, 3).stream().allMatch(millis -> millis >= 200 && millis <= 600));
    assertTrue(pauses(pauses, 30).stream().allMatch(millis -> millis <= 1000));
    assertTrue(pauses(pauses, 1).stream().distinct().count() > 5, "all alike");
  }

  private static List<Long> pauses(IntervalFunction backoff, int attempt) {
    return Stream.generate(() -> backoff.apply(attempt)).limit(200).toList();
  }
}
