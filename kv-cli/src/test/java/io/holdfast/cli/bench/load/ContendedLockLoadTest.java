package io.holdfast.cli.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.cli.bench.target.BenchLock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class ContendedLockLoadTest {
  private static final Duration ROUND = Duration.ofMillis(100);

  private record FairLock(ReentrantLock lock) implements BenchLock {
    @Override
    public void acquire() throws InterruptedException {
      lock.lockInterruptibly();
    }

    @Override
    public void release() {
      lock.unlock();
    }
  }

  @Test
  void shouldSeeOneHolderOfARealLock() throws Exception {
    var lock = new FairLock(new ReentrantLock(true));
    try (var load = new ContendedLockLoad(List.of(lock, lock, lock), () -> {})) {
      RoundResult result = load.round(ROUND);

      assertEquals(0.0, result.figure(Figure.TWO_HOLDERS));
      assertTrue(result.figure(Figure.RATE) > 0);
      assertTrue(result.figure(Figure.FAIRNESS) >= 1);
    }
  }

  @Test
  void shouldNoticeTwoHolders() {
    var holders = new Holders();
    holders.entered(0);
    holders.entered(1);
    holders.leaving();
    holders.leaving();
    holders.entered(1);

    assertEquals(1, holders.twoAtOnce());
    assertEquals(2, holders.handOffs());
  }
}
