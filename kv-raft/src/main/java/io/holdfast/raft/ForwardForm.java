package io.holdfast.raft;

import io.holdfast.kv.DamagedException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.command.BinaryReader;
import io.holdfast.kv.command.BinaryWriter;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.CommandCodec;
import io.holdfast.kv.command.Origin;
import java.nio.ByteBuffer;
import java.util.List;

/** What a follower asks its leader, and the leader's answer, as bytes. Stateless. */
final class ForwardForm {
  private static final int VERSION = 1;
  private static final int USUAL_COMMAND_BYTES = 128;

  private ForwardForm() {}

  /**
   * Asks for an entry.
   *
   * @param term that the leader must still lead in: otherwise nothing is written
   * @param origin by which the follower recognises the entry once it is applied
   */
  record Request(long term, Origin origin, List<Command> commands) {}

  /** What became of a request. */
  sealed interface Reply {
    /** A quorum has the entry: every node applies it, the asking one, too. */
    record Taken() implements Reply {}

    /** Nothing was written, and nothing will be. */
    record Refused(String why) implements Reply {}

    /** The leader does not know; whoever asked learns it from the entries that it applies. */
    record Unknown() implements Reply {}
  }

  static byte[] encode(Request request) {
    var out = new BinaryWriter(32 + USUAL_COMMAND_BYTES * request.commands().size());
    out.u8(VERSION);
    out.fixed64(request.term());
    out.fixed64(request.origin().run());
    out.varint(request.origin().number());
    out.list(request.commands(), command -> CommandCodec.write(out, command));
    return out.toArray();
  }

  /**
   * Reads a request.
   *
   * @throws DamagedException when the bytes are none, or of a newer version
   */
  static Request request(byte[] bytes) {
    var in = new BinaryReader("forwarded batch", ByteBuffer.wrap(bytes));
    try {
      version(in);
      var request =
          new Request(
              in.fixed64(),
              new Origin(in.fixed64(), in.varint()),
              in.list(() -> CommandCodec.read(in)));
      in.end();
      return request;
    } catch (InvalidArgumentException e) {
      throw in.nonsense(e);
    }
  }

  static byte[] encode(Reply reply) {
    var out = new BinaryWriter(64);
    out.u8(VERSION);
    if (reply instanceof Reply.Refused refused) {
      out.u8(2);
      out.string(refused.why());
    } else {
      out.u8(reply instanceof Reply.Taken ? 1 : 3);
    }
    return out.toArray();
  }

  /**
   * Reads a reply.
   *
   * @throws DamagedException when the bytes are none, or of a newer version
   */
  static Reply reply(byte[] bytes) {
    var in = new BinaryReader("answer to a forwarded batch", ByteBuffer.wrap(bytes));
    version(in);
    int kind = in.u8();
    return switch (kind) {
      case 1 -> new Reply.Taken();
      case 2 -> new Reply.Refused(in.string());
      case 3 -> new Reply.Unknown();
      default -> throw in.unknown("kind", 1, kind, "1 to 3");
    };
  }

  private static void version(BinaryReader in) {
    int version = in.u8();
    if (version != VERSION) {
      throw in.unknown("version", 1, version, String.valueOf(VERSION));
    }
  }
}
