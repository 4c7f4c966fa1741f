package io.holdfast.raft;

import java.time.Duration;

/**
 * What a pass over a node's files came to, when nothing was found.
 *
 * @param files how many files were verified
 * @param bytes how many bytes were verified
 * @param took from the first to the last, rests included
 */
public record ScrubReport(int files, long bytes, Duration took) {}
