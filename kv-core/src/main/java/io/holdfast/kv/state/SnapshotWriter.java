package io.holdfast.kv.state;

import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.command.BinaryWriter;
import io.holdfast.kv.command.BucketConfigCodec;
import io.holdfast.kv.command.LeaseRefCodec;
import io.holdfast.kv.command.OutcomeCodec;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a state in its snapshot form: blocks of a 4-byte length and that many bytes in the binary
 * form of commands. The first block has the format's mark and version, the times, the quota and the
 * number of buckets; each bucket has a head with the numbers of its items, followed by its items,
 * packed into blocks of at least one; a last block repeats the index.
 *
 * <p>{@link SnapshotReader} is its twin. The form may only change together with {@link #VERSION}.
 */
final class SnapshotWriter {
  /** "HFKV". */
  static final int MARK = 0x48464B56;

  /** Version 1 had no quota, and version 2 no positions of sources. */
  static final int VERSION = 3;

  /** What is written where no bucket has copied anything, so that a release before can read it. */
  private static final int WITHOUT_POSITIONS = 2;

  private static final int BLOCK_BYTES = 64 * 1024;

  private final OutputStream sink;
  private int version;
  private final BinaryWriter out = new BinaryWriter(BLOCK_BYTES + 4096);

  SnapshotWriter(OutputStream sink) {
    this.sink = sink;
  }

  void write(CapturedState state) throws IOException {
    out.fixed32(MARK);
    boolean positions = state.buckets().stream().anyMatch(one -> !one.sourcePositions().isEmpty());
    version = positions ? VERSION : WITHOUT_POSITIONS;
    out.varint(version);
    out.varint(state.appliedIndex());
    out.fixed64(state.wallNanos());
    out.fixed64(state.leaseNanos());
    out.varint(state.incarnations());
    out.fixed64(state.quota());
    out.varint(state.buckets().size());
    endBlock();
    for (CapturedBucket bucket : state.buckets()) {
      write(bucket);
    }
    out.varint(state.appliedIndex());
    endBlock();
    sink.flush();
  }

  private void write(CapturedBucket bucket) throws IOException {
    BucketConfigCodec.write(out, bucket.config());
    out.varint(bucket.incarnation());
    out.fixed64(bucket.createdWallNanos());
    out.varint(bucket.lastRevision());
    out.string(bucket.lastMessageId());
    out.varint(bucket.traceFloor());
    if (version > WITHOUT_POSITIONS) {
      out.varint(bucket.sourcePositions().size());
      bucket
          .sourcePositions()
          .forEach(
              (source, position) -> {
                out.string(source);
                out.varint(position.incarnation());
                out.varint(position.revision());
              });
    }
    out.varint(bucket.entries().size());
    out.varint(bucket.foreign().size());
    out.varint(bucket.clients().size());
    endBlock();
    for (StoredEntry stored : bucket.entries()) {
      write(stored);
      endFullBlock();
    }
    for (RememberedIds.Accepted accepted : bucket.foreign()) {
      out.string(accepted.id());
      out.fixed64(accepted.leaseNanos());
      OutcomeCodec.write(out, accepted.outcome());
      endFullBlock();
    }
    for (ClientAnswers.Captured client : bucket.clients()) {
      write(client);
      endFullBlock();
    }
    if (out.size() > 0) {
      endBlock();
    }
  }

  private void write(StoredEntry stored) {
    out.string(stored.key());
    SnapshotForm.KINDS.write(out, stored.kind());
    SnapshotForm.REASONS.write(out, stored.reason());
    out.bytes(stored.value());
    out.bytes(stored.headers().block());
    out.varint(stored.revision());
    out.fixed64(stored.createdEpochNanos());
    out.fixed64(stored.ttl().nanos());
    LeaseRefCodec.writeOwner(out, stored.owner().orElse(null));
    out.fixed64(stored.leaseNanos());
    out.varint(stored.birth());
  }

  private void write(ClientAnswers.Captured client) {
    out.string(client.client());
    out.varint(client.greatestSequence());
    out.varint(client.forgottenBelow());
    out.fixed64(client.lastLeaseNanos());
    out.list(
        client.answers(),
        answer -> {
          out.varint(answer.sequence());
          out.fixed64(answer.contentHash());
          out.fixed64(answer.leaseNanos());
          OutcomeCodec.write(out, answer.outcome());
        });
  }

  private void endFullBlock() throws IOException {
    if (out.size() >= BLOCK_BYTES) {
      endBlock();
    }
  }

  private void endBlock() throws IOException {
    int size = out.size();
    sink.write(size >>> 24);
    sink.write(size >>> 16);
    sink.write(size >>> 8);
    sink.write(size);
    out.writeTo(sink);
    out.clear();
  }
}
