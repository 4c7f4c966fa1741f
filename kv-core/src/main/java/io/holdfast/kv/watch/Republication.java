package io.holdfast.kv.watch;

import io.holdfast.kv.Entry;
import io.holdfast.kv.Republish;

/**
 * A stored entry of a bucket that republishes. Immutable.
 *
 * @param rule of the bucket when the entry was written
 * @param previousRevision of the entry that was the newest of its key before; 0: there was none
 */
public record Republication(Republish rule, Entry entry, long previousRevision) {}
