package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class SnapshotRuleTest {
  private final List<Runnable> taken = new ArrayList<>();

  @Test
  void shouldTakeOneAtATimeAndTheNextWhenThatIsOver() {
    var rule = new SnapshotRule(100, 1000, taken::add);
    rule.applied(100);
    rule.applied(100);
    assertEquals(1, taken.size());

    taken.get(0).run();
    rule.applied(1);

    assertEquals(2, taken.size());
  }

  @Test
  void shouldTryAgainWhenOneCouldNotBeBegun() {
    var rule =
        new SnapshotRule(
            100,
            1000,
            over -> {
              taken.add(over);
              if (taken.size() == 1) {
                throw new RejectedExecutionException("planted");
              }
            });
    rule.applied(100);
    rule.applied(100);

    assertEquals(2, taken.size());
  }

  @Test
  void shouldNotWriteALargeStateMoreOftenThanItChanges() {
    var rule = new SnapshotRule(100, 1000, taken::add);
    rule.applied(100);
    taken.get(0).run();
    rule.taken(250);

    rule.applied(249);
    assertEquals(1, taken.size());
    rule.applied(1);
    assertEquals(2, taken.size());
  }
}
