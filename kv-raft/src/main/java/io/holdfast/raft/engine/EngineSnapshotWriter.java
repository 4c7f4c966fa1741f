package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import com.google.protobuf.Message;
import io.holdfast.kv.log.AppliedState;
import io.holdfast.raft.storage.SnapshotFolder;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/**
 * One snapshot being written, by one thread: {@link #write} makes it durable, and only then is the
 * engine told, which cuts the log (guarantee G18).
 */
final class EngineSnapshotWriter extends SnapshotWriter {
  private static final int BUFFER_BYTES = 1 << 16;

  private final SnapshotFolder folder;
  private volatile boolean durable;

  EngineSnapshotWriter(SnapshotFolder folder) {
    this.folder = folder;
  }

  /** Writes the state, and returns once it is durable, with the number of its bytes. */
  long write(AppliedState.Captured state) throws IOException {
    SnapshotMeta meta = getCurrentMeta();
    try (var draft =
        folder.begin(
            new SnapshotFolder.Meta(
                meta.getLastIncludedIndex(), meta.getLastIncludedTerm(), meta.toByteArray()))) {
      var counted = new CountedStream(draft.sink());
      var sink = new BufferedOutputStream(counted, BUFFER_BYTES);
      state.writeTo(sink);
      sink.flush();
      draft.commit();
      durable = true;
      return counted.bytes;
    }
  }

  /** Counts what passes. Confined to the writing thread. */
  private static final class CountedStream extends FilterOutputStream {
    private long bytes;

    CountedStream(OutputStream sink) {
      super(sink);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      bytes++;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      out.write(from, offset, length);
      bytes += length;
    }
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
