package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import io.holdfast.kv.log.AppliedState;
import io.holdfast.raft.storage.SnapshotFolder;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes a captured state as a durable snapshot, in one form for every kind of group. */
final class SnapshotSaving {
  private static final int BUFFER_BYTES = 1 << 16;

  private SnapshotSaving() {}

  /** Returns once the snapshot is durable, with the number of bytes of the state. */
  static long write(SnapshotFolder folder, SnapshotMeta meta, AppliedState.Captured state)
      throws IOException {
    try (var draft =
        folder.begin(
            new SnapshotFolder.Meta(
                meta.getLastIncludedIndex(), meta.getLastIncludedTerm(), meta.toByteArray()))) {
      var counted = new CountedStream(draft.sink());
      var sink = new BufferedOutputStream(counted, BUFFER_BYTES);
      state.writeTo(sink);
      sink.flush();
      draft.commit();
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
}
