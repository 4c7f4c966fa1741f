package io.holdfast.kv.command;

import io.holdfast.kv.Condition;

/**
 * The binary form of a {@link Condition} (ADR 002): a tag byte, then the fields of the record in
 * order.
 */
final class ConditionCodec {
  private ConditionCodec() {}

  static void write(BinaryWriter out, Condition condition) {
    if (condition instanceof Condition.KeyAt at) {
      named(out, 1, at.key());
      out.varint(at.revision());
    } else if (condition instanceof Condition.KeyAbsent absent) {
      named(out, 2, absent.key());
    } else if (condition instanceof Condition.KeyUntraced untraced) {
      named(out, 3, untraced.key());
    } else if (condition instanceof Condition.LeaseAlive alive) {
      out.u8(4);
      LeaseRefCodec.write(out, alive.lease());
    } else if (condition instanceof Condition.OldestUnder oldest) {
      named(out, 5, oldest.prefix());
      out.varint(oldest.revision());
    } else if (condition instanceof Condition.NewestUnder newest) {
      named(out, 6, newest.prefix());
      out.varint(newest.revision());
    } else if (condition instanceof Condition.NewestMatching matching) {
      named(out, 7, matching.filter());
      out.varint(matching.revision());
    } else if (condition instanceof Condition.BucketAt at) {
      out.u8(8);
      out.varint(at.revision());
    } else if (condition instanceof Condition.LastMessageId last) {
      named(out, 9, last.id());
    } else if (condition instanceof Condition.KeyLive live) {
      named(out, 10, live.key());
    } else {
      throw new IllegalArgumentException("condition without a tag: " + condition);
    }
  }

  static Condition read(BinaryReader in) {
    int tag = in.u8();
    return switch (tag) {
      case 1 -> new Condition.KeyAt(in.string(), in.varint());
      case 2 -> new Condition.KeyAbsent(in.string());
      case 3 -> new Condition.KeyUntraced(in.string());
      case 4 -> new Condition.LeaseAlive(LeaseRefCodec.read(in));
      case 5 -> new Condition.OldestUnder(in.string(), in.varint());
      case 6 -> new Condition.NewestUnder(in.string(), in.varint());
      case 7 -> new Condition.NewestMatching(in.string(), in.varint());
      case 8 -> new Condition.BucketAt(in.varint());
      case 9 -> new Condition.LastMessageId(in.string());
      case 10 -> new Condition.KeyLive(in.string());
      default -> throw in.unknown("condition tag", 1, tag, "1 to 10");
    };
  }

  private static void named(BinaryWriter out, int tag, String name) {
    out.u8(tag);
    out.string(name);
  }
}
