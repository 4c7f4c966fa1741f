package io.holdfast.kv.command;

import io.holdfast.kv.DamagedException;
import io.holdfast.kv.InvalidArgumentException;
import java.nio.ByteBuffer;

/**
 * The binary form of commands and of the batches that log entries carry (ADR 002). Stateless.
 *
 * <p>{@code decode(encode(batch))} equals {@code batch} for every batch that can be built; bytes
 * that are no batch, cut short, or of a newer version are refused, never skipped.
 */
public final class CommandCodec {
  /** The newest version that is known: that of a batch with an {@link Origin}. */
  public static final int VERSION = 2;

  /** The version of a batch without one, in which nothing else is different. */
  private static final int WITHOUT_ORIGIN = 1;

  private static final int USUAL_COMMAND_BYTES = 128;

  private CommandCodec() {}

  /** The binary form of {@code batch}, as a fresh array. */
  public static byte[] encode(CommandBatch batch) {
    var out = new BinaryWriter(32 + USUAL_COMMAND_BYTES * batch.commands().size());
    Origin origin = batch.origin();
    out.u8(origin == null ? WITHOUT_ORIGIN : VERSION);
    if (origin != null) {
      out.fixed64(origin.run());
      out.varint(origin.number());
    }
    out.fixed64(batch.wall().epochNanos());
    out.fixed64(batch.lease().nanos());
    out.list(batch.commands(), command -> write(out, command));
    return out.toArray();
  }

  /**
   * Reads the batch that fills all that remains in {@code source}, whose position does not move.
   * The batch shares no bytes with it.
   *
   * @throws DamagedException naming the offset, what was found and what is known
   */
  public static CommandBatch decode(ByteBuffer source) {
    var in = new BinaryReader("command batch", source);
    try {
      int version = in.u8();
      if (version != VERSION && version != WITHOUT_ORIGIN) {
        throw in.unknown("version", 1, version, WITHOUT_ORIGIN + " and " + VERSION);
      }
      Origin origin = version == VERSION ? new Origin(in.fixed64(), in.varint()) : null;
      var batch =
          new CommandBatch(
              new WallTime(in.fixed64()),
              new LeaseTime(in.fixed64()),
              in.list(() -> read(in)),
              origin);
      in.end();
      return batch;
    } catch (InvalidArgumentException e) {
      throw in.nonsense(e);
    }
  }

  /** Writes one command. */
  public static void write(BinaryWriter out, Command command) {
    if (command instanceof Command.CreateBucket create) {
      out.u8(1);
      BucketConfigCodec.write(out, create.config());
    } else if (command instanceof Command.UpdateBucket update) {
      out.u8(2);
      BucketConfigCodec.write(out, update.config());
    } else if (command instanceof Command.DeleteBucket delete) {
      out.u8(3);
      out.string(delete.bucket());
    } else if (command instanceof Command.Write write) {
      out.u8(4);
      writeWrite(out, write);
    } else if (command instanceof Command.RemoveRevision remove) {
      out.u8(5);
      out.string(remove.bucket());
      out.varint(remove.revision());
    } else if (command instanceof Command.PurgeEntries purge) {
      out.u8(6);
      out.string(purge.bucket());
      out.string(purge.filter());
      out.varint(purge.below());
      out.varint(purge.keep());
    } else if (command instanceof Command.AdvanceTime advance) {
      out.u8(7);
      out.varint(advance.term());
    } else if (command instanceof Command.SetQuota set) {
      out.u8(8);
      out.fixed64(set.bytes());
    } else if (command instanceof Command.Expire expire) {
      out.u8(9);
      out.varint(expire.term());
      out.varint(expire.most());
    } else if (command instanceof Command.Copy copy) {
      out.u8(10);
      out.string(copy.bucket());
      out.string(copy.source());
      out.varint(copy.incarnation());
      out.varint(copy.after());
      out.varint(copy.upTo());
      out.list(copy.operations(), operation -> OperationCodec.write(out, operation));
    } else {
      throw new IllegalArgumentException("command without a tag: " + command);
    }
  }

  /**
   * Reads one command.
   *
   * @throws DamagedException when the bytes are none
   * @throws InvalidArgumentException when they are one that cannot be built
   */
  public static Command read(BinaryReader in) {
    int tag = in.u8();
    return switch (tag) {
      case 1 -> new Command.CreateBucket(BucketConfigCodec.read(in));
      case 2 -> new Command.UpdateBucket(BucketConfigCodec.read(in));
      case 3 -> new Command.DeleteBucket(in.string());
      case 4 -> readWrite(in);
      case 5 -> new Command.RemoveRevision(in.string(), in.varint());
      case 6 -> new Command.PurgeEntries(in.string(), in.string(), in.varint(), in.varint());
      case 7 -> new Command.AdvanceTime(in.varint());
      case 8 -> new Command.SetQuota(in.fixed64());
      case 9 -> new Command.Expire(in.varint(), in.unsignedInt());
      case 10 ->
          new Command.Copy(
              in.string(),
              in.string(),
              in.varint(),
              in.varint(),
              in.varint(),
              in.list(() -> OperationCodec.read(in)));
      default -> throw in.unknown("command tag", 1, tag, "1 to 10");
    };
  }

  private static void writeWrite(BinaryWriter out, Command.Write write) {
    out.string(write.bucket());
    out.list(write.conditions(), condition -> ConditionCodec.write(out, condition));
    out.list(write.operations(), operation -> OperationCodec.write(out, operation));
    MessageIdCodec.write(out, write.id());
    out.fixed64(write.notAfter().nanos());
  }

  private static Command.Write readWrite(BinaryReader in) {
    return new Command.Write(
        in.string(),
        in.list(() -> ConditionCodec.read(in)),
        in.list(() -> OperationCodec.read(in)),
        MessageIdCodec.read(in),
        new LeaseTime(in.fixed64()));
  }
}
