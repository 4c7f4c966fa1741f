package io.holdfast.net.fuzz;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a property over seeds until enough cases were seen. {@code -Dholdfast.fuzz.cases=…} is the
 * number of all targets together, {@code -Dholdfast.fuzz.from=…} the first seed, {@code
 * -Dholdfast.fuzz.seed=…} runs that seed alone. Stateless.
 */
public final class Seeds {
  private static final Logger log = LoggerFactory.getLogger(Seeds.class);
  private static final long CASES = Long.getLong("holdfast.fuzz.cases", 25_000);
  private static final long FROM = Long.getLong("holdfast.fuzz.from", 1);
  private static final Long ONLY = Long.getLong("holdfast.fuzz.seed");

  private Seeds() {}

  /** A property of what comes of {@code dice}; returns how many cases it looked at. */
  public interface Target {
    int run(Dice dice, long seed) throws Exception;
  }

  /**
   * Runs {@code target} for {@code percent} of all cases.
   *
   * @param test class and method, for the command that repeats a failure
   */
  public static void run(String test, int percent, Target target) {
    if (ONLY != null) {
      runOne(test, ONLY, target);
      return;
    }
    long wanted = Math.max(1, CASES * percent / 100);
    long began = System.nanoTime();
    long cases = 0;
    long seed = FROM;
    var heap = new PeakHeap();
    for (; cases < wanted; seed++) {
      cases += runOne(test, seed, target);
      heap.look();
    }
    log.info(
        "{}: {} cases of {} seeds in {} s, peak heap {} MiB",
        test,
        cases,
        seed - FROM,
        String.format(Locale.ROOT, "%.1f", (System.nanoTime() - began) / 1e9),
        heap.mebibytes());
  }

  private static int runOne(String test, long seed, Target target) {
    try {
      int cases = target.run(new Dice(seed), seed);
      if (cases < 1) {
        throw new AssertionError("a seed must be at least one case");
      }
      return cases;
    } catch (Exception | AssertionError | StackOverflowError failure) {
      throw new AssertionError(
          "seed "
              + seed
              + " failed: "
              + failure
              + "\nrepeat it: mvn -q -Pfast -pl kv-net -am test -Dtest="
              + test
              + " -Dsurefire.failIfNoSpecifiedTests=false -Dholdfast.fuzz.seed="
              + seed,
          failure);
    }
  }

  /** The most heap that was seen in use, garbage included. */
  private static final class PeakHeap {
    private long bytes;

    void look() {
      var runtime = Runtime.getRuntime();
      bytes = Math.max(bytes, runtime.totalMemory() - runtime.freeMemory());
    }

    long mebibytes() {
      return bytes >> 20;
    }
  }
}
