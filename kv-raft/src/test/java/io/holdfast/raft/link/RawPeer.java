package io.holdfast.raft.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** The other end of a connection, frame by frame. Reads wait at most {@link #LONG_MILLIS}. */
final class RawPeer implements AutoCloseable {
  /** Far beyond what an answer over loopback takes. */
  private static final int LONG_MILLIS = 20_000;

  private final Socket socket;

  RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(LONG_MILLIS);
  }

  static RawPeer connect(InetSocketAddress address) throws IOException {
    return new RawPeer(new Socket(address.getAddress(), address.getPort()));
  }

  void write(LinkFrame frame) throws IOException {
    ByteBuf out = Unpooled.buffer();
    FrameForm.write(frame, out);
    write(out);
  }

  void write(ByteBuf bytes) throws IOException {
    bytes.readBytes(socket.getOutputStream(), bytes.readableBytes());
    socket.getOutputStream().flush();
  }

  /** The next frame; null at the end. */
  @Nullable LinkFrame read() throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    try {
      byte[] frame = new byte[in.readInt()];
      in.readFully(frame);
      return FrameForm.read(Unpooled.wrappedBuffer(frame));
    } catch (java.io.EOFException | java.net.SocketException closed) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
