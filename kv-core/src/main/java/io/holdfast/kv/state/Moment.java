package io.holdfast.kv.state;

/**
 * When a command is applied. Immutable.
 *
 * @param wallNanos wall time, nanoseconds since the epoch, never going back from entry to entry
 * @param leaseNanos lease time in nanoseconds, never going back
 */
record Moment(long wallNanos, long leaseNanos) {}
