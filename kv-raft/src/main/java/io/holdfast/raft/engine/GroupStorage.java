package io.holdfast.raft.engine;

import io.holdfast.raft.storage.SegmentedLog;
import io.holdfast.raft.storage.SnapshotFolder;
import io.holdfast.raft.storage.VoteFile;

/**
 * What a node keeps on disk for its group. The group uses it from open to close and does not close
 * it.
 */
public record GroupStorage(SegmentedLog log, VoteFile vote, SnapshotFolder snapshots) {}
