package io.holdfast.raft.link;

import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The form of frames on the wire, big-endian: the length of what follows (4 bytes), a CRC32C of
 * what follows it (4), the kind (1), the kind's own fields. A text is its length (2) and UTF-8; a
 * message is its number (2, see {@link MessageTypes}) and its protobuf form up to the end.
 *
 * <p>TCP's own checksum is weak, and what passes here ends in logs: so every frame has one.
 */
final class FrameForm {
  /** The version of this form, told in {@link LinkFrame.Hello}. */
  static final int VERSION = 1;

  static final int LENGTH_BYTES = 4;
  static final int CHECKSUM_BYTES = 4;

  /** Of a frame without its message; texts are cut to fit. */
  static final int MOST_BESIDE_MESSAGE = 1024;

  private static final int MOST_TEXT_BYTES = 255;

  private static final byte HELLO = 1;
  private static final byte WELCOME = 2;
  private static final byte REFUSAL = 3;
  private static final byte REQUEST = 4;
  private static final byte RESPONSE = 5;
  private static final byte FAILURE = 6;
  private static final byte PING = 7;
  private static final byte PONG = 8;

  private FrameForm() {}

  /** How many bytes {@link #write} takes at most. */
  static int sizeBound(LinkFrame frame) {
    int message =
        frame instanceof LinkFrame.Request request
            ? request.content().getSerializedSize()
            : frame instanceof LinkFrame.Response response
                ? response.content().getSerializedSize()
                : 0;
    return Math.addExact(MOST_BESIDE_MESSAGE, message);
  }

  /** Writes {@code frame}, whole. */
  static void write(LinkFrame frame, ByteBuf out) throws IOException {
    int begin = out.writerIndex();
    out.writeZero(LENGTH_BYTES + CHECKSUM_BYTES);
    int body = out.writerIndex();
    if (frame instanceof LinkFrame.Hello hello) {
      out.writeByte(HELLO);
      out.writeByte(hello.version());
      writeText(hello.cluster(), out);
      writeEndpoint(hello.from(), out);
      writeEndpoint(hello.to(), out);
    } else if (frame instanceof LinkFrame.Welcome) {
      out.writeByte(WELCOME);
    } else if (frame instanceof LinkFrame.Refusal refusal) {
      out.writeByte(REFUSAL);
      writeText(refusal.reason(), out);
    } else if (frame instanceof LinkFrame.Request request) {
      out.writeByte(REQUEST);
      out.writeLong(request.id());
      writeMessage(request.content(), out);
    } else if (frame instanceof LinkFrame.Response response) {
      out.writeByte(RESPONSE);
      out.writeLong(response.id());
      writeMessage(response.content(), out);
    } else if (frame instanceof LinkFrame.Failure failure) {
      out.writeByte(FAILURE);
      out.writeLong(failure.id());
      writeText(failure.reason(), out);
    } else {
      out.writeByte(frame instanceof LinkFrame.Ping ? PING : PONG);
    }
    int end = out.writerIndex();
    out.setInt(begin, end - begin - LENGTH_BYTES);
    out.setInt(begin + LENGTH_BYTES, checksum(out, body, end - body));
  }

  /**
   * Reads one frame without its length.
   *
   * @throws MalformedFrameException when it is none
   */
  static LinkFrame read(ByteBuf in) {
    try {
      int checksum = in.readInt();
      if (checksum != checksum(in, in.readerIndex(), in.readableBytes())) {
        throw new MalformedFrameException("a frame does not match its checksum");
      }
      LinkFrame frame = readBody(in);
      if (in.isReadable()) {
        throw new MalformedFrameException(
            "a frame goes on for " + in.readableBytes() + " bytes after its end");
      }
      return frame;
    } catch (IndexOutOfBoundsException e) {
      throw new MalformedFrameException("a frame ends within a field", e);
    }
  }

  private static LinkFrame readBody(ByteBuf in) {
    byte kind = in.readByte();
    return switch (kind) {
      case HELLO ->
          new LinkFrame.Hello(
              in.readUnsignedByte(), readText(in), readEndpoint(in), readEndpoint(in));
      case WELCOME -> new LinkFrame.Welcome();
      case REFUSAL -> new LinkFrame.Refusal(readText(in));
      case REQUEST -> new LinkFrame.Request(in.readLong(), readMessage(in));
      case RESPONSE -> new LinkFrame.Response(in.readLong(), readMessage(in));
      case FAILURE -> new LinkFrame.Failure(in.readLong(), readText(in));
      case PING -> new LinkFrame.Ping();
      case PONG -> new LinkFrame.Pong();
      default -> throw new MalformedFrameException("a frame is of the unknown kind " + kind);
    };
  }

  private static int checksum(ByteBuf bytes, int from, int length) {
    var checksum = new CRC32C();
    for (ByteBuffer part : bytes.nioBuffers(from, length)) {
      checksum.update(part);
    }
    return (int) checksum.getValue();
  }

  private static void writeText(String text, ByteBuf out) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MOST_TEXT_BYTES);
    out.writeShort(length);
    out.writeBytes(bytes, 0, length);
  }

  private static String readText(ByteBuf in) {
    int length = in.readUnsignedShort();
    return in.readString(length, StandardCharsets.UTF_8);
  }

  private static void writeEndpoint(Endpoint endpoint, ByteBuf out) {
    writeText(endpoint.getIp(), out);
    out.writeInt(endpoint.getPort());
  }

  private static Endpoint readEndpoint(ByteBuf in) {
    return new Endpoint(readText(in), in.readInt());
  }

  private static void writeMessage(Message message, ByteBuf out) throws IOException {
    out.writeShort(MessageTypes.of(message));
    int size = message.getSerializedSize();
    out.ensureWritable(size);
    ByteBuffer place = out.nioBuffer(out.writerIndex(), size);
    var coded = CodedOutputStream.newInstance(place);
    message.writeTo(coded);
    coded.flush();
    out.writerIndex(out.writerIndex() + size);
  }

  private static Message readMessage(ByteBuf in) {
    int number = in.readUnsignedShort();
    Parser<? extends Message> parser = MessageTypes.parser(number);
    if (parser == null) {
      throw new MalformedFrameException("a message has the unknown number " + number);
    }
    try {
      Message message = parser.parseFrom(in.nioBuffer());
      in.skipBytes(in.readableBytes());
      return message;
    } catch (IOException e) {
      throw new MalformedFrameException("a message of number " + number + " cannot be read", e);
    }
  }
}
