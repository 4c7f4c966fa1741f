package io.holdfast.net.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Every choice of one case, drawn from one seed. Confined to the thread that runs the case. */
public final class Dice {
  private static final List<Long> NUMBERS =
      List.of(
          0L,
          1L,
          -1L,
          2L,
          63L,
          64L,
          65L,
          255L,
          256L,
          1024L,
          65_535L,
          65_536L,
          100_000_000L,
          1_000_000_000L,
          (long) Integer.MAX_VALUE,
          Integer.MAX_VALUE + 1L,
          (long) Integer.MIN_VALUE,
          1L << 53,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          Long.MAX_VALUE / 1_000_000,
          Long.MAX_VALUE / 1_000_000 + 1);

  private final SplittableRandom random;

  Dice(long seed) {
    random = new SplittableRandom(seed);
  }

  /** From 0 to below {@code bound}. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** From {@code least} to {@code most}. */
  public int between(int least, int most) {
    return least + below(most - least + 1);
  }

  /** True once in {@code n} times. */
  public boolean oneIn(int n) {
    return below(n) == 0;
  }

  /** One of these. */
  @SafeVarargs
  public final <T> T of(T... choices) {
    return choices[below(choices.length)];
  }

  /** One of these. */
  public <T> T of(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /** A number that is likely to be at some border. */
  public long number() {
    return oneIn(3)
        ? random.nextLong() >> below(64)
        : of(NUMBERS) + (oneIn(4) ? between(-1, 1) : 0);
  }

  /** Any bytes. */
  public byte[] bytes(int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Text of the characters that occur in what we parse. */
  public String text(int longest, String characters) {
    var text = new StringBuilder();
    for (int left = below(longest + 1); left > 0; left--) {
      text.append(characters.charAt(below(characters.length())));
    }
    return text.toString();
  }
}
