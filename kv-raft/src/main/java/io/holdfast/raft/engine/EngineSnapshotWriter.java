package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import com.google.protobuf.Message;
import io.holdfast.kv.log.AppliedState;
import io.holdfast.raft.storage.SnapshotFolder;
import java.io.IOException;
import java.util.Set;

/**
 * One snapshot being written, by one thread: {@link #write} makes it durable, and only then is the
 * engine told, which cuts the log (guarantee G18).
 */
final class EngineSnapshotWriter extends SnapshotWriter {
  private final SnapshotFolder folder;
  private volatile boolean durable;

  EngineSnapshotWriter(SnapshotFolder folder) {
    this.folder = folder;
  }

  /** Writes the state, and returns once it is durable, with the number of its bytes. */
  long write(AppliedState.Captured state) throws IOException {
    long bytes = SnapshotSaving.write(folder, getCurrentMeta(), state);
    durable = true;
    return bytes;
  }

  @Override
  public boolean init(Void options) {
    return true;
  }

  @Override
  public void shutdown() {}

  @Override
  public boolean saveMeta(SnapshotMeta meta) {
    return durable;
  }

  @Override
  public String getPath() {
    return "snapshot up to entry " + getCurrentMeta().getLastIncludedIndex();
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
  public boolean addFile(String fileName, Message fileMeta) {
    return false;
  }

  @Override
  public boolean removeFile(String fileName) {
    return false;
  }

  @Override
  public void close() {}

  @Override
  public void close(boolean keepDataOnError) {}
}
