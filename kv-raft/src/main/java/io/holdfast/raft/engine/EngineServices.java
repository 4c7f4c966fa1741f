package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.JRaftServiceFactory;
import com.alipay.sofa.jraft.entity.codec.LogEntryCodecFactory;
import com.alipay.sofa.jraft.entity.codec.v2.LogEntryV2CodecFactory;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import com.alipay.sofa.jraft.storage.SnapshotStorage;

/** Hands the engine our storage in place of its own. Immutable. */
record EngineServices(EngineLog log, EngineVote vote, EngineSnapshots snapshots)
    implements JRaftServiceFactory {
  @Override
  public LogStorage createLogStorage(String name, RaftOptions options) {
    return log;
  }

  @Override
  public SnapshotStorage createSnapshotStorage(NodeOptions options) {
    return snapshots;
  }

  @Override
  public RaftMetaStorage createRaftMetaStorage(String name, RaftOptions options) {
    return vote;
  }

  /** Asked for by the engine, but used by its own log only. */
  @Override
  public LogEntryCodecFactory createLogEntryCodecFactory() {
    return LogEntryV2CodecFactory.getInstance();
  }
}
