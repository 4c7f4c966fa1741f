package io.holdfast.cli.bench.load;

/**
 * How big the data is and how fast callers send.
 *
 * @param keys that puts and gets choose from
 * @param valueBytes of each value
 * @param perSecond of all callers together; 0: each sends when it has its answer
 */
public record LoadOptions(int keys, int valueBytes, long perSecond) {}
