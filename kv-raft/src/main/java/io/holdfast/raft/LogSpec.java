package io.holdfast.raft;

import io.holdfast.kv.Capabilities.Durability;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.raft.engine.ConsensusGroup;
import io.holdfast.raft.engine.GroupSettings;
import io.holdfast.raft.link.PeerLink;
import java.util.function.Consumer;

/**
 * What a {@link ReplicatedLog} is opened with.
 *
 * @param group the node's place in its group
 * @param storage the node's disk; the log owns it from here on
 * @param faults where the storage reports what it cannot go on from
 * @param durability what an acknowledgement means
 * @param link the way to the other nodes
 * @param opener how the group is joined
 * @param scheduler runs ticks and writes snapshots; stays the caller's to close
 * @param listener hears what is done to the disk
 * @param onFatal see {@link DurableStoreOptions#onFatal}
 */
record LogSpec(
    GroupSettings group,
    NodeStorage storage,
    FaultRelay faults,
    Durability durability,
    LogSettings settings,
    PeerLink link,
    ConsensusGroup.Opener opener,
    Scheduler scheduler,
    StorageListener listener,
    Consumer<? super Throwable> onFatal) {
  /** Whether the group begins with other nodes beside this one. */
  boolean hasPeers() {
    return group.founders().size() > 1;
  }
}
