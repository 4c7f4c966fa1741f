package io.holdfast.net.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A client that sends and receives raw bytes over loopback, one connection. For one thread. */
public final class RawClient implements AutoCloseable {
  /**
   * Longer than anything the server may take, so that a missing answer fails instead of hanging.
   */
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;
  private final String info;

  /** Connects to a port of the loopback and reads the greeting. */
  public RawClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port), true);
  }

  private RawClient(Socket socket, boolean greeted) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    info = greeted ? line() : "";
  }

  /** Speaks over {@code socket}, which is connected, and reads the greeting. */
  public static RawClient greetedOn(Socket socket) throws IOException {
    return new RawClient(socket, true);
  }

  /** Goes on with TLS over the same connection, after a greeting in clear. */
  public RawClient encrypted(SSLContext context) throws IOException {
    var layered =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
    layered.startHandshake();
    return new RawClient(layered, false);
  }

  /** The first line the server sent. */
  public String info() {
    return info;
  }

  /** What the two sides of an {@link #encrypted} connection agreed on. */
  public SSLSession session() {
    return ((SSLSocket) socket).getSession();
  }

  /** Says {@code CONNECT} as official clients do. */
  public RawClient connect() throws IOException {
    return send(
        "CONNECT"
            + " {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true,\"protocol\":1}\r\n");
  }

  public RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  public RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** The next line, without its CR LF; {@code "<closed>"} when the server closed the connection. */
  public String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        return line.size() == 0 ? "<closed>" : line.toString(StandardCharsets.UTF_8);
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * Publishes a request and returns the answer's payload; no subscription of this client may
   * deliver meanwhile.
   */
  public String request(String subject, String body) throws IOException {
    send("SUB _R 99\r\nPUB " + subject + " _R " + body.length() + "\r\n" + body + "\r\n");
    Received answer = message();
    send("UNSUB 99\r\n");
    return answer.payload();
  }

  /** The next frame, which must be a message. */
  public Received message() throws IOException {
    return message(line());
  }

  /** The message that {@code frame} begins. */
  public Received message(String frame) throws IOException {
    String[] args = frame.split(" ", -1);
    boolean withHeaders = args[0].equals("HMSG");
    if (!withHeaders && !args[0].equals("MSG")) {
      throw new AssertionError("expected a message, got: " + frame);
    }
    int sizes = withHeaders ? 2 : 1;
    String replyTo = args.length == 3 + sizes + 1 ? args[3] : "";
    int total = Integer.parseInt(args[args.length - 1]);
    int headerBytes = withHeaders ? Integer.parseInt(args[args.length - 2]) : 0;
    byte[] content = in.readNBytes(total + 2);
    String headers = new String(content, 0, headerBytes, StandardCharsets.UTF_8);
    String payload = new String(content, headerBytes, total - headerBytes, StandardCharsets.UTF_8);
    return new Received(args[1], args[2], replyTo, headers, payload);
  }

  /** Everything the server sent up to and with the answer to a {@code PING} sent now. */
  public String untilPong() throws IOException {
    send("PING\r\n");
    var lines = new StringBuilder();
    for (String line = line(); !line.equals("PONG"); line = line()) {
      if (line.equals("<closed>")) {
        throw new AssertionError("the connection was closed after: " + lines);
      }
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  /** Waits no longer than this for anything from now on. */
  public void patience(Duration longest) throws IOException {
    socket.setSoTimeout((int) longest.toMillis());
  }

  /** Reads until the server closes the connection; how many bytes came. */
  public long drain() throws IOException {
    long total = 0;
    var buffer = new byte[64 * 1024];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        total += n;
      }
    } catch (SocketException reset) {
      // A reset is also an end.
    }
    return total;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** One delivered message; what is absent is empty. */
  public record Received(
      String subject, String sid, String replyTo, String headers, String payload) {

    /** What follows the version in the first line of the headers, such as {@code 503}. */
    public String status() {
      String line = headers.lines().findFirst().orElse("");
      return line.startsWith("NATS/1.0") ? line.substring("NATS/1.0".length()).strip() : line;
    }

    /** The last value of the header {@code name}, as clients take it; empty when absent. */
    public String header(String name) {
      return headers
          .lines()
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .reduce("", (earlier, later) -> later);
    }
  }
}
