package io.holdfast.cli.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void shouldTakeTheMiddleOfAnOddNumber() {
    var summary = new Summary(List.of(30.0, 10.0, 20.0));

    assertEquals(20, summary.median());
    assertEquals(10, summary.min());
    assertEquals(30, summary.max());
  }

  @Test
  void shouldTakeTheMeanOfTheTwoInTheMiddle() {
    assertEquals(15, new Summary(List.of(10.0, 40.0, 20.0, 5.0)).median());
  }

  @Test
  void shouldDivideRoundByRound() {
    var ours = new Summary(List.of(100.0, 50.0, 80.0));
    var theirs = new Summary(List.of(50.0, 25.0, 20.0));

    assertEquals(List.of(2.0, 2.0, 4.0), ours.dividedBy(theirs).rounds());
  }

  @Test
  void shouldRefuseToSummariseNothing() {
    assertThrows(IllegalArgumentException.class, () -> new Summary(List.of()));
  }
}
