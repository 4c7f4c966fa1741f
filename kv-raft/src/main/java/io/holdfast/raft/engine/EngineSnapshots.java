package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.option.SnapshotCopierOptions;
import com.alipay.sofa.jraft.storage.SnapshotStorage;
import com.alipay.sofa.jraft.storage.SnapshotThrottle;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotCopier;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.holdfast.raft.storage.SnapshotFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our snapshot folder as the engine's. Thread-safe, as the folder is. */
final class EngineSnapshots implements SnapshotStorage {
  private static final Logger logger = LoggerFactory.getLogger(EngineSnapshots.class);

  private final SnapshotFolder folder;
  private final SoleVoter sole;
  private final Member self;

  EngineSnapshots(SnapshotFolder folder, SoleVoter sole, Member self) {
    this.folder = folder;
    this.sole = sole;
    this.self = self;
  }

  @Override
  public boolean init(Void options) {
    return true;
  }

  @Override
  public void shutdown() {
    // The folder belongs to whoever opened it.
  }

  @Override
  public boolean setFilterBeforeCopyRemote() {
    return false;
  }

  @Override
  public void setSnapshotThrottle(SnapshotThrottle throttle) {
    // Copying is the link's business.
  }

  @Override
  public SnapshotWriter create() {
    return new EngineSnapshotWriter(folder);
  }

  @Override
  @SuppressWarnings("NullAway") // null is the engine's way to say that there is none
  public SnapshotReader open() {
    return folder.latest().map(found -> new EngineSnapshotReader(found, sole, self)).orElse(null);
  }

  @Override
  public SnapshotReader copyFrom(String source, SnapshotCopierOptions options) {
    throw new UnsupportedOperationException("the engine copies with startToCopyFrom");
  }

  @Override
  @SuppressWarnings("NullAway") // null is the engine's way to say that copying failed
  public SnapshotCopier startToCopyFrom(String source, SnapshotCopierOptions options) {
    SnapshotSource wanted;
    try {
      wanted = SnapshotSource.of(source);
    } catch (IllegalArgumentException e) {
      logger.error("The leader offers a snapshot that cannot be found: {}", source, e);
      return null;
    }
    var copy = new SnapshotCopy(folder, wanted, options.getRaftClientService(), this);
    copy.start();
    return copy;
  }
}
