package io.holdfast.cli.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FairnessTest {
  @Test
  void shouldBeOneWhenAllHadTheSame() {
    assertEquals(1.0, Fairness.of(new long[] {7, 7, 7}));
  }

  @Test
  void shouldDivideTheMostByTheFewest() {
    assertEquals(2.5, Fairness.of(new long[] {20, 8, 13}));
  }

  @Test
  void shouldCountAStarvedCallerAsHalfAGrant() {
    assertEquals(20.0, Fairness.of(new long[] {10, 0}));
  }

  @Test
  void shouldCallARoundWithoutGrantsFair() {
    assertEquals(1.0, Fairness.of(new long[] {0, 0}));
  }
}
