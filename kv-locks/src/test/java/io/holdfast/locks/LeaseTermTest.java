package io.holdfast.locks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.locks.LeaseTerm.Moment;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Guarantee G29 on the local clock alone: TTL 100 ms, margin 10 ms. */
class LeaseTermTest {
  private final VirtualScheduler time = new VirtualScheduler(7);
  private int ends;
  private final LeaseTerm term =
      new LeaseTerm(
          time.clock(),
          Duration.ofMillis(100),
          Duration.ofMillis(10),
          Moment.now(time.clock()),
          () -> ends++,
          () -> {});

  private void pass(long millis) {
    time.advance(Duration.ofMillis(millis));
  }

  @Test
  void shouldBeHeldUntilTheMarginBeforeTheTtl() {
    pass(89);
    assertTrue(term.held());
    assertEquals(Duration.ofMillis(1), term.remaining());

    pass(1);
    assertFalse(term.held());
  }

  @Test
  void shouldCountFromTheSendingOfTheConfirmedRenewal() {
    pass(30);
    var sent = Moment.now(time.clock());
    pass(50);

    assertTrue(term.confirm(sent));

    assertEquals(Duration.ofMillis(40), term.remaining());
  }

  @Test
  void shouldNotCountAConfirmationThatComesAfterTheDeadline() {
    pass(50);
    var sent = Moment.now(time.clock());
    pass(40);

    assertFalse(term.confirm(sent), "also when nobody has asked since the deadline");
    assertFalse(term.held());
  }

  @Test
  void shouldNotBeShortenedByAnOlderConfirmation() {
    pass(10);
    var older = Moment.now(time.clock());
    pass(10);
    assertTrue(term.confirm(Moment.now(time.clock())));

    assertTrue(term.confirm(older));

    assertEquals(Duration.ofMillis(90), term.remaining());
  }

  @Test
  void shouldEndOnceForTheFirstReason() {
    assertTrue(term.end(new LossReason.Forced()));
    assertFalse(term.end(new LossReason.Closed()));
    pass(200);

    assertFalse(term.held());
    assertEquals(new LossReason.Forced(), term.ended());
    assertEquals(1, ends);
  }

  @Test
  void shouldDoubtWhileWallTimeRanAhead() {
    time.setWallTime(time.clock().wallTime().plusMillis(6));
    assertFalse(term.held(), "half of the margin is left for clocks of different rates");

    pass(5);
    assertTrue(term.confirm(Moment.now(time.clock())));

    assertTrue(term.held());
  }
}
