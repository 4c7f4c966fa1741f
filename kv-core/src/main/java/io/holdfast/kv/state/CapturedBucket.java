package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.watch.SourcePosition;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

/**
 * One bucket at one moment, as a snapshot holds it. Immutable.
 *
 * @param sourcePositions up to where each source was copied
 * @param entries in revision order
 * @param foreign message ids, oldest first
 * @param clients with their answers, longest idle first
 */
record CapturedBucket(
    BucketConfig config,
    long incarnation,
    long createdWallNanos,
    long lastRevision,
    String lastMessageId,
    long traceFloor,
    SortedMap<String, SourcePosition> sourcePositions,
    Collection<StoredEntry> entries,
    Collection<RememberedIds.Accepted> foreign,
    List<ClientAnswers.Captured> clients) {}
