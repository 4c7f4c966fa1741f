package io.holdfast.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BucketConfigTest {
  @Test
  void shouldFitAWindowThatNobodyChoseToANewTtl() {
    BucketConfig config = BucketConfig.of("bucket");

    BucketConfig shorter = config.toBuilder().ttl(Duration.ofMinutes(1)).build();
    BucketConfig longAgain = shorter.toBuilder().ttl(Duration.ofHours(1)).build();

    assertEquals(Duration.ofMinutes(1), shorter.duplicateWindow());
    assertEquals(Duration.ofMinutes(2), longAgain.duplicateWindow());
  }

  @Test
  void shouldKeepAWindowThatWasChosen() {
    BucketConfig chosen =
        BucketConfig.builder("bucket").duplicateWindow(Duration.ofSeconds(5)).build();

    BucketConfig changed = chosen.toBuilder().ttl(Duration.ofMinutes(1)).history(3).build();

    assertEquals(Duration.ofSeconds(5), changed.duplicateWindow());
    assertEquals(chosen, chosen.toBuilder().build());
  }
}
