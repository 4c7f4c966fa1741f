package io.holdfast.kv.command;

import io.holdfast.kv.command.Refusal.Code;
import java.util.List;

/**
 * The binary form of an {@link Outcome}: a tag byte (1 Written, 2 BucketReady, 3 Removed, 4
 * Advanced, 5 Refused, 6 QuotaSet), then the fields of the record in order. For snapshots, which
 * keep the outcomes of recent requests, and between nodes.
 */
public final class OutcomeCodec {
  private static final ByteTable<Code> CODES =
      new ByteTable<>(
          "refusal code",
          List.of(
              Code.BUCKET_NOT_FOUND,
              Code.BUCKET_EXISTS,
              Code.BUCKET_UPDATE_FORBIDDEN,
              Code.CONDITION_FAILED,
              Code.LEASE_GONE,
              Code.VALUE_TOO_LARGE,
              Code.BUCKET_FULL,
              Code.TTL_DISABLED,
              Code.ROLLUP_DISABLED,
              Code.DELETE_DISABLED,
              Code.PURGE_DISABLED,
              Code.REVISION_NOT_FOUND,
              Code.TOO_LATE,
              Code.REQUEST_ID_REUSED,
              Code.QUOTA_EXCEEDED));

  private OutcomeCodec() {}

  /** Writes {@code outcome}. */
  public static void write(BinaryWriter out, Outcome outcome) {
    if (outcome instanceof Outcome.Written written) {
      out.u8(1);
      out.varint(written.incarnation());
      out.varint(written.firstRevision());
      out.varint(written.operations());
      out.bool(written.duplicate());
    } else if (outcome instanceof Outcome.BucketReady ready) {
      out.u8(2);
      out.varint(ready.incarnation());
      out.bool(ready.created());
    } else if (outcome instanceof Outcome.Removed removed) {
      out.u8(3);
      out.varint(removed.count());
    } else if (outcome instanceof Outcome.Advanced advanced) {
      out.u8(4);
      out.varint(advanced.expired());
    } else if (outcome instanceof Outcome.Refused refused) {
      out.u8(5);
      writeRefusal(out, refused.refusal());
    } else if (outcome instanceof Outcome.QuotaSet set) {
      out.u8(6);
      out.fixed64(set.bytes());
    } else {
      throw new IllegalArgumentException("outcome without a tag: " + outcome);
    }
  }

  /** Reads an outcome; errors as in {@link BucketConfigCodec#read}. */
  public static Outcome read(BinaryReader in) {
    int tag = in.u8();
    return switch (tag) {
      case 1 -> new Outcome.Written(in.varint(), in.varint(), in.unsignedInt(), in.bool());
      case 2 -> new Outcome.BucketReady(in.varint(), in.bool());
      case 3 -> new Outcome.Removed(in.varint());
      case 4 -> new Outcome.Advanced(in.varint());
      case 5 -> new Outcome.Refused(readRefusal(in));
      case 6 -> new Outcome.QuotaSet(in.fixed64());
      default -> throw in.unknown("outcome tag", 1, tag, "1 to 6");
    };
  }

  private static void writeRefusal(BinaryWriter out, Refusal refusal) {
    CODES.write(out, refusal.code());
    out.string(refusal.subject());
    out.fixed64(refusal.conditionIndex());
    out.fixed64(refusal.expected());
    out.fixed64(refusal.actual());
  }

  private static Refusal readRefusal(BinaryReader in) {
    return new Refusal(CODES.read(in), in.string(), (int) in.fixed64(), in.fixed64(), in.fixed64());
  }
}
