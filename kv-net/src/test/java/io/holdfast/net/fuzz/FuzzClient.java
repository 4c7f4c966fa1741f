package io.holdfast.net.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A client that takes nothing of what the server says on trust: every frame must have the form of
 * the protocol. For one thread.
 */
public final class FuzzClient implements AutoCloseable {
  /** Much longer than any answer takes on a loaded machine; silence is a finding. */
  private static final int PATIENCE_MILLIS = 20_000;

  private static final Pattern BLOCK =
      Pattern.compile("NATS/1\\.0[^\\r\\n\\x00]*\\r\\n(?:[^\\r\\n\\x00]*\\r\\n)*\\r\\n");
  private static final Pattern LINE =
      Pattern.compile("INFO \\{.*\\} ?|\\+OK|PING|PONG|-ERR '[^']*'|H?MSG .*");

  private final Socket socket;
  private final InputStream in;

  FuzzClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    String info = line();
    if (info == null || !info.startsWith("INFO {")) {
      throw new AssertionError("greeted with " + info);
    }
  }

  /** A message from the server. */
  public record Received(String subject, String headers, String payload) {}

  /** Says {@code CONNECT} as official clients do. */
  public FuzzClient hello() throws IOException {
    send(
        ("CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,"
                + "\"no_responders\":true,\"protocol\":1}\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Says that nothing more will come. */
  public void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Sends a {@code PING} and waits for its answer; nothing else may come. */
  public void ping() throws IOException {
    send("PING\r\n".getBytes(StandardCharsets.US_ASCII));
    for (String line = line(); !"PONG".equals(line); line = line()) {
      if (!"+OK".equals(line) && !"PING".equals(line)) {
        throw new AssertionError("answered a PING with " + line);
      }
    }
  }

  /** The next line, which has the form of one; null at the end. */
  public @Nullable String line() throws IOException {
    var bytes = new ByteArrayOutputStream(80);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return null;
      }
      bytes.write(b);
    }
    String line = bytes.toString(StandardCharsets.UTF_8);
    if (!line.endsWith("\r") || !LINE.matcher(line.substring(0, line.length() - 1)).matches()) {
      throw new AssertionError("not a line of the protocol: " + line);
    }
    return line.substring(0, line.length() - 1);
  }

  /** The next message; fails on anything else but a {@code PING}. */
  public Received message() throws IOException {
    for (String line = line(); ; line = line()) {
      if (line == null) {
        throw new AssertionError("closed instead of answering");
      }
      if (!line.equals("PING")) {
        return message(line);
      }
    }
  }

  /** The message that {@code line} begins. */
  public Received message(String line) throws IOException {
    String[] words = line.split(" ", -1);
    boolean withHeaders = words[0].equals("HMSG");
    if (!withHeaders && !words[0].equals("MSG")) {
      throw new AssertionError("expected a message, got " + line);
    }
    int total = Integer.parseInt(words[words.length - 1]);
    int headerBytes = withHeaders ? Integer.parseInt(words[words.length - 2]) : 0;
    byte[] content = in.readNBytes(total + 2);
    if (content.length < total + 2) {
      throw new EOFException("the end came within a message");
    }
    String headers = new String(content, 0, headerBytes, StandardCharsets.ISO_8859_1);
    boolean ended = content[total] == '\r' && content[total + 1] == '\n';
    if (!ended || (withHeaders && !BLOCK.matcher(headers).matches())) {
      throw new AssertionError("malformed message: " + line + "\n" + headers);
    }
    String payload = new String(content, headerBytes, total - headerBytes, StandardCharsets.UTF_8);
    return new Received(words[1], headers, payload);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
