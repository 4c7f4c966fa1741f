package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.StateMachine;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.option.ApplyTaskMode;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.option.ReadOnlyOption;
import io.holdfast.raft.link.LinkedNodeOptions;
import io.holdfast.raft.link.PeerLink;

/** The engine's settings, each with its reason. */
final class EngineOptions {
  /**
   * Far above the batches under way at once, so that the engine never waits for its own queue under
   * its lock.
   */
  private static final int QUEUE_ENTRIES = 1024;

  /**
   * What the engine may hold of entries that are not applied yet, in bytes; above our own bound of
   * bytes in flight.
   */
  private static final long MEMORY_BYTES = 512L << 20;

  /** Entries that go to the disk with one sync, in bytes. */
  private static final int APPEND_BYTES = 4 << 20;

  private static final int REPLICATION_TIMERS = 2;
  private static final int REPLICATION_WINDOW = 32;
  private static final int RPC_TIMEOUT_MILLIS = 1000;

  /** The storage is injected; the engine only wants to see that a place is named. */
  private static final String UNUSED_PLACE = "storage of this node";

  private EngineOptions() {}

  static NodeOptions of(
      GroupSettings settings, EngineServices services, PeerLink link, StateMachine machine) {
    var options = new LinkedNodeOptions(link);
    options.setServiceFactory(services);
    options.setFsm(machine);
    options.setInitialConf(
        new Configuration(settings.founders().stream().map(Member::peer).toList()));
    options.setElectionTimeoutMs((int) settings.electionTimeout().toMillis());
    options.setLogUri(UNUSED_PLACE);
    options.setRaftMetaUri(UNUSED_PLACE);
    options.setSnapshotUri(UNUSED_PLACE);
    // By size of the log, asked for by the replica; never by the clock.
    options.setSnapshotIntervalSecs(0);
    options.setEnableMetrics(false);
    options.setDisableCli(true);
    options.setRpcDefaultTimeout(RPC_TIMEOUT_MILLIS);
    options.setApplyTaskMode(ApplyTaskMode.NonBlocking);
    options.setTimerPoolSize(REPLICATION_TIMERS);
    options.setRaftOptions(raft(settings));
    return options;
  }

  private static RaftOptions raft(GroupSettings settings) {
    var raft = new RaftOptions();
    raft.setSync(true);
    raft.setSyncMeta(true);
    // Our records carry their own checksums.
    raft.setEnableLogEntryChecksum(false);
    raft.setReadOnlyOptions(ReadOnlyOption.ReadOnlySafe);
    raft.setDisruptorBufferSize(QUEUE_ENTRIES);
    raft.setMaxLogsInMemoryBytes(MEMORY_BYTES);
    raft.setMaxAppendBufferSize(APPEND_BYTES);
    raft.setMaxReplicatorInflightMsgs(REPLICATION_WINDOW);
    raft.setMaxElectionDelayMs((int) Math.max(50, settings.electionTimeout().toMillis() / 3));
    raft.setOpenStatistics(false);
    return raft;
  }
}
