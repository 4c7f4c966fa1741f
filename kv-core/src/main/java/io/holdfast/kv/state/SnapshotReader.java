package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketId;
import io.holdfast.kv.DamagedException;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.BinaryReader;
import io.holdfast.kv.command.BucketConfigCodec;
import io.holdfast.kv.command.LeaseRefCodec;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.OutcomeCodec;
import io.holdfast.kv.watch.SourcePosition;
import io.holdfast.kv.watch.StateUsage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link SnapshotWriter} wrote, in this version or an older one, and refuses anything
 * else before any state is changed.
 */
final class SnapshotReader {
  private static final String WHAT = "state snapshot";

  private final InputStream source;
  private @Nullable StoredEntry like;
  private BinaryReader in = new BinaryReader(WHAT, ByteBuffer.allocate(0));

  SnapshotReader(InputStream source) {
    this.source = source;
  }

  CapturedState read() throws IOException {
    try {
      return readState();
    } catch (InvalidArgumentException e) {
      throw in.nonsense(e);
    }
  }

  private CapturedState readState() throws IOException {
    nextBlock();
    int mark = in.fixed32();
    if (mark != SnapshotWriter.MARK) {
      throw in.unknown("mark", Integer.BYTES, mark, String.valueOf(SnapshotWriter.MARK));
    }
    long version = in.varint();
    if (version < 1 || version > SnapshotWriter.VERSION) {
      throw in.unknown("version", 1, version, "1 to " + SnapshotWriter.VERSION);
    }
    long appliedIndex = in.unsigned();
    long wallNanos = in.fixed64();
    long leaseNanos = in.fixed64();
    long incarnations = in.unsigned();
    long quota = version == 1 ? StateUsage.NO_QUOTA : in.fixed64();
    int count = in.unsignedInt();
    var buckets = new ArrayList<CapturedBucket>();
    for (int i = 0; i < count; i++) {
      nextBlock();
      buckets.add(readBucket(version));
    }
    nextBlock();
    long repeated = in.unsigned();
    in.end();
    if (repeated != appliedIndex) {
      throw new DamagedException(
          WHAT
              + " begins with index "
              + appliedIndex
              + " and ends with "
              + repeated
              + "; use another snapshot");
    }
    return new CapturedState(appliedIndex, wallNanos, leaseNanos, incarnations, quota, buckets);
  }

  private CapturedBucket readBucket(long version) throws IOException {
    BucketConfig config = BucketConfigCodec.read(in);
    long incarnation = in.unsigned();
    long createdWallNanos = in.fixed64();
    long lastRevision = in.unsigned();
    String lastMessageId = in.string();
    long traceFloor = in.unsigned();
    var sourcePositions = new TreeMap<String, SourcePosition>();
    if (version >= 3) {
      for (int left = in.unsignedInt(); left > 0; left--) {
        sourcePositions.put(in.string(), new SourcePosition(in.unsigned(), in.unsigned()));
      }
    }
    int entries = in.unsignedInt();
    int foreign = in.unsignedInt();
    int clients = in.unsignedInt();
    var id = new BucketId(config.name(), incarnation);
    List<StoredEntry> stored = readItems(entries, () -> readEntry(id));
    return new CapturedBucket(
        config,
        incarnation,
        createdWallNanos,
        lastRevision,
        lastMessageId,
        traceFloor,
        sourcePositions,
        checkOrder(stored, lastRevision),
        readItems(foreign, this::readAccepted),
        readItems(clients, this::readClient));
  }

  private <T> List<T> readItems(int count, Supplier<T> item) throws IOException {
    var items = new ArrayList<T>();
    for (int i = 0; i < count; i++) {
      if (in.remaining() == 0) {
        nextBlock();
      }
      items.add(item.get());
    }
    return items;
  }

  private StoredEntry readEntry(BucketId id) {
    String key = in.string();
    var kind = SnapshotForm.KINDS.read(in);
    var reason = SnapshotForm.REASONS.read(in);
    var value = in.bytes();
    var headers = Headers.ofBlock(in.bytes());
    long revision = in.unsigned();
    long createdNanos = in.fixed64();
    var ttl = new Ttl(in.fixed64());
    var owner = LeaseRefCodec.readOwner(in);
    var entry =
        new Entry(id, key, kind, reason, value, headers, revision, createdNanos, ttl, owner);
    var stored = new StoredEntry(entry, like, in.fixed64(), in.unsigned());
    like = stored;
    return stored;
  }

  private RememberedIds.Accepted readAccepted() {
    String id = in.string();
    long leaseNanos = in.fixed64();
    if (OutcomeCodec.read(in) instanceof Outcome.Written written) {
      return new RememberedIds.Accepted(id, leaseNanos, written);
    }
    throw new InvalidArgumentException(
        "message id '" + id + "' has another outcome than an acceptance");
  }

  private ClientAnswers.Captured readClient() {
    return new ClientAnswers.Captured(
        in.string(), in.unsigned(), in.unsigned(), in.fixed64(), in.list(this::readAnswer));
  }

  private ClientAnswers.Answer readAnswer() {
    return new ClientAnswers.Answer(
        in.unsigned(), in.fixed64(), in.fixed64(), OutcomeCodec.read(in));
  }

  private static List<StoredEntry> checkOrder(List<StoredEntry> stored, long lastRevision) {
    long before = 0;
    for (StoredEntry next : stored) {
      if (next.revision() <= before || next.revision() > lastRevision) {
        throw new InvalidArgumentException(
            "revision "
                + next.revision()
                + " of key '"
                + next.key()
                + "' follows "
                + before
                + " in a bucket whose last is "
                + lastRevision);
      }
      before = next.revision();
    }
    return stored;
  }

  private void nextBlock() throws IOException {
    if (in.remaining() > 0) {
      in.end();
    }
    byte[] head = source.readNBytes(Integer.BYTES);
    int length = head.length < Integer.BYTES ? -1 : ByteBuffer.wrap(head).getInt();
    if (length < 0) {
      throw new DamagedException(
          WHAT + " ends early, where the length of a block is due; use another snapshot");
    }
    byte[] block = source.readNBytes(length);
    if (block.length < length) {
      throw new DamagedException(
          WHAT
              + " ends early: a block of "
              + length
              + " bytes has only "
              + block.length
              + "; use another snapshot");
    }
    in = new BinaryReader(WHAT, ByteBuffer.wrap(block));
  }
}
