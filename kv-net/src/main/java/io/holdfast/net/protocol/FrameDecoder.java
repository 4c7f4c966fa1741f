package io.holdfast.net.protocol;

import io.holdfast.kv.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in, {@link ClientFrame}s out, for one connection. Confined to its event loop.
 *
 * <p>Ownership: the input stays the superclass's; each frame's bytes are copied to the heap once,
 * because most of them stay in the store. Memory is bounded: at most one control line and one
 * payload, within the {@link FrameLimits}, are waited for, and only what really arrived is held.
 * After a violation the rest of the connection is thrown away.
 */
public final class FrameDecoder extends ByteToMessageDecoder {
  private enum State {
    CONTROL_LINE,
    PAYLOAD,
    CLOSED
  }

  /** A {@code PUB} or {@code HPUB} whose payload is awaited. */
  private record Announced(
      String subject, @Nullable String replyTo, int headerBytes, int totalBytes, boolean headers) {}

  private final FrameLimits limits;

  private State state = State.CONTROL_LINE;
  private int maxPayload;
  private @Nullable Announced announced;

  /** A decoder that accepts what {@code limits} allows. */
  public FrameDecoder(FrameLimits limits) {
    this.limits = limits;
    this.maxPayload = Math.min(limits.maxPayload(), limits.maxPayloadBeforeConnect());
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    try {
      ClientFrame frame = next(in);
      if (frame != null) {
        out.add(frame);
      }
    } catch (ProtocolViolation violation) {
      state = State.CLOSED;
      announced = null;
      in.skipBytes(in.readableBytes());
      out.add(new ClientFrame.Violation(violation.text()));
    }
  }

  private @Nullable ClientFrame next(ByteBuf in) throws ProtocolViolation {
    if (state == State.CLOSED) {
      in.skipBytes(in.readableBytes());
      return null;
    }
    if (state == State.CONTROL_LINE) {
      ClientFrame frame = controlLine(in);
      if (state == State.CONTROL_LINE) {
        return frame;
      }
    }
    return payload(in);
  }

  private @Nullable ClientFrame controlLine(ByteBuf in) throws ProtocolViolation {
    int start = in.readerIndex();
    int available = in.readableBytes();
    int lineFeed =
        in.indexOf(start, start + Math.min(available, limits.maxControlLine() + 2), (byte) '\n');
    if (lineFeed < 0) {
      if (available > limits.maxControlLine() + 1) {
        throw new ProtocolViolation(ProtocolViolation.CONTROL_LINE_TOO_LONG);
      }
      if (available > 0
          && !Verb.mayBegin(in, start, withoutCarriageReturn(in, start, start + available))) {
        throw new ProtocolViolation(ProtocolViolation.UNKNOWN_OPERATION);
      }
      return null;
    }
    int length = withoutCarriageReturn(in, start, lineFeed);
    if (length > limits.maxControlLine()) {
      throw new ProtocolViolation(ProtocolViolation.CONTROL_LINE_TOO_LONG);
    }
    int verbLength = 0;
    while (verbLength < length && !ControlLine.isBlank(in.getByte(start + verbLength))) {
      verbLength++;
    }
    Verb verb = Verb.read(in, start, verbLength);
    if (verb == null) {
      throw new ProtocolViolation(ProtocolViolation.UNKNOWN_OPERATION);
    }
    var line = new ControlLine(in, start + verbLength, length - verbLength);
    in.readerIndex(lineFeed + 1);
    return frame(verb, line);
  }

  private static int withoutCarriageReturn(ByteBuf in, int start, int end) {
    return end > start && in.getByte(end - 1) == '\r' ? end - 1 - start : end - start;
  }

  private @Nullable ClientFrame frame(Verb verb, ControlLine line) throws ProtocolViolation {
    return switch (verb) {
      case PING -> new ClientFrame.Ping();
      case PONG -> new ClientFrame.Pong();
      case CONNECT -> {
        maxPayload = limits.maxPayload();
        yield new ClientFrame.Connect(line.rest());
      }
      case SUB -> {
        List<String> args = line.arguments(2, 3);
        yield args.size() == 2
            ? new ClientFrame.Subscribe(args.get(0), null, args.get(1))
            : new ClientFrame.Subscribe(args.get(0), args.get(1), args.get(2));
      }
      case UNSUB -> {
        List<String> args = line.arguments(1, 2);
        int max = args.size() == 2 ? ControlLine.size(args.get(1)) : 0;
        yield new ClientFrame.Unsubscribe(args.get(0), max);
      }
      case PUB -> {
        List<String> args = line.arguments(2, 3);
        announce(
            args.get(0),
            args.size() == 3 ? args.get(1) : null,
            0,
            args.get(args.size() - 1),
            false);
        yield null;
      }
      case HPUB -> {
        List<String> args = line.arguments(3, 4);
        int last = args.size() - 1;
        int headerBytes = ControlLine.size(args.get(last - 1));
        announce(args.get(0), last == 3 ? args.get(1) : null, headerBytes, args.get(last), true);
        yield null;
      }
    };
  }

  private void announce(
      String subject, @Nullable String replyTo, int headerBytes, String size, boolean headers)
      throws ProtocolViolation {
    int totalBytes = ControlLine.size(size);
    if (totalBytes > maxPayload) {
      throw new ProtocolViolation(ProtocolViolation.PAYLOAD_TOO_LARGE);
    }
    if (headerBytes > totalBytes) {
      throw ProtocolViolation.silent();
    }
    announced = new Announced(subject, replyTo, headerBytes, totalBytes, headers);
    state = State.PAYLOAD;
  }

  private @Nullable ClientFrame payload(ByteBuf in) throws ProtocolViolation {
    Announced head = announced;
    if (head == null || in.readableBytes() < head.totalBytes() + 2) {
      return null;
    }
    int end = in.readerIndex() + head.totalBytes();
    if (in.getByte(end) != '\r' || in.getByte(end + 1) != '\n') {
      throw new ProtocolViolation(ProtocolViolation.UNKNOWN_OPERATION);
    }
    Bytes headers = bytes(in, head.headerBytes());
    Bytes body = bytes(in, head.totalBytes() - head.headerBytes());
    in.skipBytes(2);
    announced = null;
    state = State.CONTROL_LINE;
    return new ClientFrame.Publish(
        new Message(head.subject(), head.replyTo(), headers, body), head.headers());
  }

  private static Bytes bytes(ByteBuf in, int length) {
    if (length == 0) {
      return Bytes.EMPTY;
    }
    var copy = new byte[length];
    in.readBytes(copy);
    return Bytes.wrap(copy);
  }
}
