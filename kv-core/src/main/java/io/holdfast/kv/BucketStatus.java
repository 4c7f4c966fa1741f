package io.holdfast.kv;

import java.time.Instant;

/**
 * A bucket as it stands at one revision. Immutable.
 *
 * @param config its configuration
 * @param incarnation of this life of the bucket
 * @param created when it was created, wall time
 * @param entries retained, markers and history included
 * @param keys with at least one retained entry, markers included
 * @param bytes of keys, headers and values retained
 * @param firstRevision the smallest retained; {@code lastRevision + 1} when nothing is
 * @param lastRevision the greatest ever given; 0: none yet
 * @param traceFloor a watch that has seen less than this revision cannot be continued without a new
 *     listing
 */
public record BucketStatus(
    BucketConfig config,
    long incarnation,
    Instant created,
    long entries,
    long keys,
    long bytes,
    long firstRevision,
    long lastRevision,
    long traceFloor) {}
