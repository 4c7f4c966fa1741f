package io.holdfast.cli.bench.load;

/** What a round can measure. */
public enum Figure {
  /** Operations, hand-offs or events a second. */
  RATE("rate", "/s", Better.MORE),
  /** {@link #RATE} as a part of the disk's own rate of forced writes, measured just before. */
  OF_DISK("of the disk's rate", "×", Better.MORE),
  /** Median latency. */
  P50("p50", "µs", Better.LESS),
  /** 99th percentile of the latency. */
  P99("p99", "µs", Better.LESS),
  /** 99.9th percentile of the latency. */
  P999("p99.9", "µs", Better.LESS),
  /** Grants of the luckiest caller by those of the unluckiest; 1 is fair. */
  FAIRNESS("fairness", "", Better.LESS),
  /** Refused attempts for each one that succeeded. */
  RETRIES("retries", "/op", Better.LESS),
  /** Times that two callers held one lock at once. Must be zero. */
  TWO_HOLDERS("two holders", "", Better.LESS),
  /** From the start of the process to the acknowledgement of the first write. */
  START("start to first put", "ms", Better.LESS),
  /** Resident memory some seconds after the first write. */
  IDLE_MEMORY("idle memory", "MiB", Better.LESS),
  /** Resident memory with the keys loaded. */
  LOADED_MEMORY("memory with keys", "MiB", Better.LESS),
  /** From the start after kill -9 to an answer for the last key. */
  RECOVERY("recovery", "ms", Better.LESS),
  /** Processors that the server used. */
  SERVER_CPU("server cpu", "", Better.LESS),
  /** Resident memory of the server at the end of the round. */
  SERVER_MEMORY("server memory", "MiB", Better.LESS),
  /** Processors that this process used. */
  CLIENT_CPU("client cpu", "", Better.LESS),
  /** Resident memory of this process at the end of the round. */
  CLIENT_MEMORY("client memory", "MiB", Better.LESS),
  /** Operations that failed. */
  ERRORS("errors", "", Better.LESS);

  /** Which way is up. */
  public enum Better {
    /** Higher figures are better. */
    MORE,
    /** Lower figures are better. */
    LESS
  }

  private final String words;
  private final String unit;
  private final Better better;

  Figure(String words, String unit, Better better) {
    this.words = words;
    this.unit = unit;
    this.better = better;
  }

  /** Its name for tables. */
  public String words() {
    return words;
  }

  /** Its unit; empty where it has none. */
  public String unit() {
    return unit;
  }

  /** Which way is up. */
  public Better better() {
    return better;
  }
}
