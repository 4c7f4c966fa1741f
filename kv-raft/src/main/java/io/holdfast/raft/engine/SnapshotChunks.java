package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.rpc.RpcRequests.ErrorResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.GetFileRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.GetFileResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.holdfast.raft.storage.SnapshotFolder;
import io.holdfast.raft.storage.SnapshotFolder.Snapshot;
import java.nio.ByteBuffer;

/**
 * Gives other nodes the newest snapshot of this one, piece by piece: a request names the snapshot
 * by its last entry, and the piece. Nothing is kept between two requests, so a node that goes away
 * in the middle leaves nothing behind; a snapshot that is replaced meanwhile is begun again by
 * whoever copies. Thread-safe.
 */
final class SnapshotChunks {
  /** So much of a snapshot is in memory at once, on either side. */
  static final int MOST_BYTES = 1 << 20;

  private final SnapshotFolder folder;

  SnapshotChunks(SnapshotFolder folder) {
    this.folder = folder;
  }

  /** The piece, or an {@link ErrorResponse}. */
  Message answer(GetFileRequest request) {
    Snapshot found =
        folder
            .latest()
            .filter(each -> each.meta().lastIncludedIndex() == request.getReaderId())
            .orElse(null);
    if (found == null
        || request.getOffset() < 0
        || request.getOffset() > found.fileBytes()
        || request.getCount() < 1) {
      return refusal(request);
    }
    long left = found.fileBytes() - request.getOffset();
    var piece = ByteBuffer.allocate((int) Math.min(left, Math.min(request.getCount(), MOST_BYTES)));
    if (!found.read(piece, request.getOffset())) {
      return refusal(request);
    }
    piece.flip();
    int read = piece.remaining();
    return GetFileResponse.newBuilder()
        .setData(ByteString.copyFrom(piece))
        .setReadSize(read)
        .setEof(read == left)
        .build();
  }

  private static ErrorResponse refusal(GetFileRequest request) {
    return ErrorResponse.newBuilder()
        .setErrorCode(RaftError.EAGAIN.getNumber())
        .setErrorMsg(
            "byte "
                + request.getOffset()
                + " of the snapshot up to entry "
                + request.getReaderId()
                + " is not here, or no more")
        .build();
  }
}
