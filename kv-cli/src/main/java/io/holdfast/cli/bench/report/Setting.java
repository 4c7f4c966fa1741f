package io.holdfast.cli.bench.report;

import java.time.Duration;
import java.util.List;

/**
 * Under what circumstances figures were taken.
 *
 * @param machine processors, system and JVM
 * @param data where the data lies, and on which file system
 * @param servers with their durability, ours first
 * @param rate of all callers together; 0 for a closed loop
 */
public record Setting(
    String machine,
    String data,
    List<String> servers,
    Duration warmUp,
    Duration round,
    int rounds,
    int valueBytes,
    long rate) {
  /** The machine that this runs on. */
  public static String thisMachine() {
    return Runtime.getRuntime().availableProcessors()
        + " processors, "
        + System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + ", JDK "
        + System.getProperty("java.version");
  }

  /** How it was measured, in one line. */
  public String method() {
    return rounds
        + (rounds == 1 ? " round of " : " rounds of ")
        + seconds(round)
        + " after "
        + seconds(warmUp)
        + " of warm-up, values of "
        + valueBytes
        + " bytes, "
        + (rate == 0
            ? "closed loop (each caller waits for its answer)"
            : "open loop at " + rate + "/s (latencies from the intended time of sending)")
        + "; median [min–max]";
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1_000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
