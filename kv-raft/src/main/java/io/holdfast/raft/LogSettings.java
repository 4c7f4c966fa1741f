package io.holdfast.raft;

import java.time.Duration;

/**
 * How a replicated log behaves on every kind of node.
 *
 * @param batches how much work is taken on at once
 * @param electionTimeout how long followers wait for a leader before they elect another one
 * @param snapshotBytes the log may hold this many bytes of commands since the last snapshot before
 *     the next one
 * @param snapshotEntries the same in entries
 * @param openWait how long opening waits until the node can serve
 * @param closeWait how long closing waits for what is under way
 * @param scrub how often and how fast the files are verified once more
 */
record LogSettings(
    BatchLimits batches,
    Duration electionTimeout,
    long snapshotBytes,
    long snapshotEntries,
    Duration openWait,
    Duration closeWait,
    ScrubOptions scrub) {
  static final LogSettings DEFAULT =
      new LogSettings(
          BatchLimits.DEFAULT,
          Duration.ofMillis(300),
          64L << 20,
          200_000,
          Duration.ofSeconds(30),
          Duration.ofSeconds(2),
          ScrubOptions.DEFAULT);
}
