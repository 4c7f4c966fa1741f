package io.holdfast.kv.command;

/** The binary form of a {@link MessageId} (ADR 002), in commands and in snapshots. */
public final class MessageIdCodec {
  private MessageIdCodec() {}

  /** Writes {@code id}. */
  public static void write(BinaryWriter out, MessageId id) {
    if (id instanceof MessageId.None) {
      out.u8(0);
    } else if (id instanceof MessageId.Foreign foreign) {
      out.u8(1);
      out.string(foreign.id());
    } else if (id instanceof MessageId.Request request) {
      out.u8(2);
      out.string(request.client());
      out.varint(request.sequence());
      out.varint(request.settledBelow());
    } else {
      throw new IllegalArgumentException("message id without a tag: " + id);
    }
  }

  /** Reads a message id; errors as in {@link BucketConfigCodec#read}. */
  public static MessageId read(BinaryReader in) {
    int tag = in.u8();
    return switch (tag) {
      case 0 -> MessageId.NONE;
      case 1 -> new MessageId.Foreign(in.string());
      case 2 -> new MessageId.Request(in.string(), in.varint(), in.varint());
      default -> throw in.unknown("message id tag", 1, tag, "0 to 2");
    };
  }
}
