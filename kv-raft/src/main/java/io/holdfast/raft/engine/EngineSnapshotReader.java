package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.holdfast.raft.storage.DamagedFileException;
import io.holdfast.raft.storage.SnapshotFolder.Snapshot;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/** One durable snapshot as the engine reads it. Immutable. */
final class EngineSnapshotReader extends SnapshotReader {
  private final Snapshot snapshot;
  private final SoleVoter sole;
  private final Member self;

  EngineSnapshotReader(Snapshot snapshot, SoleVoter sole, Member self) {
    this.snapshot = snapshot;
    this.sole = sole;
    this.self = self;
  }

  InputStream content() {
    return snapshot.content();
  }

  @Override
  public boolean init(Void options) {
    return true;
  }

  @Override
  public void shutdown() {}

  @Override
  public SnapshotMeta load() {
    try {
      var meta = SnapshotMeta.parseFrom(snapshot.meta().opaque());
      sole.met(peers(meta.getPeersList()), peers(meta.getOldPeersList()));
      return meta;
    } catch (InvalidProtocolBufferException e) {
      throw new DamagedFileException(snapshot.file(), 0, "its list of members is not readable", e);
    }
  }

  private static List<PeerId> peers(List<String> names) {
    return names.stream().map(PeerId::parsePeer).toList();
  }

  @Override
  public String generateURIForCopy() {
    return new SnapshotSource(self, snapshot.meta().lastIncludedIndex()).uri();
  }

  @Override
  public String getPath() {
    return snapshot.file().toString();
  }

  @Override
  public Set<String> listFiles() {
    return Set.of();
  }

  @Override
  @SuppressWarnings("NullAway") // null is the engine's way to say that there is no such file
  public Message getFileMeta(String fileName) {
    return null;
  }

  @Override
  public void close() {}
}
