package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.StoredEntry;
import java.util.Collection;
import java.util.List;

/**
 * One bucket at one moment, as a snapshot holds it. Immutable.
 *
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
    Collection<StoredEntry> entries,
    Collection<RememberedIds.Accepted> foreign,
    List<ClientAnswers.Captured> clients) {}
