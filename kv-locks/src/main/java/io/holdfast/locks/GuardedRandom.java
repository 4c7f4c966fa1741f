package io.holdfast.locks;

import java.util.random.RandomGenerator;

/**
 * A generator that several clients may share although it is not thread-safe itself. Guarded by its
 * monitor; gives the numbers that the other one gives.
 */
final class GuardedRandom implements RandomGenerator {
  private final RandomGenerator random;

  GuardedRandom(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public synchronized long nextLong() {
    return random.nextLong();
  }

  @Override
  public synchronized double nextDouble() {
    return random.nextDouble();
  }
}
