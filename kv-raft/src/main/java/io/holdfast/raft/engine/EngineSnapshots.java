package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.option.SnapshotCopierOptions;
import com.alipay.sofa.jraft.storage.SnapshotStorage;
import com.alipay.sofa.jraft.storage.SnapshotThrottle;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotCopier;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.holdfast.raft.storage.SnapshotFolder;

/**
 * Our snapshot folder as the engine's. A group of one copies nothing from elsewhere: the copying
 * calls answer with null, which the engine reports as a copy that failed.
 */
final class EngineSnapshots implements SnapshotStorage {
  private final SnapshotFolder folder;
  private final SoleVoter sole;

  EngineSnapshots(SnapshotFolder folder, SoleVoter sole) {
    this.folder = folder;
    this.sole = sole;
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
    return folder.latest().map(found -> new EngineSnapshotReader(found, sole)).orElse(null);
  }

  @Override
  @SuppressWarnings("NullAway") // null is the engine's way to say that copying failed
  public SnapshotReader copyFrom(String source, SnapshotCopierOptions options) {
    return null;
  }

  @Override
  @SuppressWarnings("NullAway") // null is the engine's way to say that copying failed
  public SnapshotCopier startToCopyFrom(String source, SnapshotCopierOptions options) {
    return null;
  }
}
