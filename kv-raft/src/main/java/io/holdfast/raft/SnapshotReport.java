package io.holdfast.raft;

import java.time.Duration;

/**
 * A snapshot that was taken and is durable.
 *
 * @param index the last log entry that it stands for
 * @param bytes of state in it
 * @param took from the first byte until it was durable
 */
public record SnapshotReport(long index, long bytes, Duration took) {}
