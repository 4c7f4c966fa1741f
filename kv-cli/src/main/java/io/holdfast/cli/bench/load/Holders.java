package io.holdfast.cli.bench.load;

import java.util.concurrent.atomic.AtomicInteger;

/** What the holders of one lock see of each other. Thread-safe: counters that stand alone. */
final class Holders {
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger last = new AtomicInteger(-1);
  private final AtomicInteger handOffs = new AtomicInteger();
  private final AtomicInteger twoAtOnce = new AtomicInteger();

  /** {@code caller} was granted the lock. */
  void entered(int caller) {
    if (inside.incrementAndGet() > 1) {
      twoAtOnce.incrementAndGet();
    }
    if (last.getAndSet(caller) != caller) {
      handOffs.incrementAndGet();
    }
  }

  /** The holder is about to release. */
  void leaving() {
    inside.decrementAndGet();
  }

  /** Grants to another than the one before. */
  int handOffs() {
    return handOffs.get();
  }

  /** Grants while another had not begun to release. */
  int twoAtOnce() {
    return twoAtOnce.get();
  }
}
