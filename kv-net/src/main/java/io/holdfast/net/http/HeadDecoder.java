package io.holdfast.net.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in, one {@link RequestHead} out, and nothing after it: a connection serves one request
 * (guarantees G35, G37). Knows HTTP/1.0 and 1.1 as far as a request without a body goes. Confined
 * to one connection's event loop.
 */
final class HeadDecoder extends ByteToMessageDecoder {
  /** Longest request line with all headers, in bytes. */
  static final int MAX_BYTES = 8 * 1024;

  private static final int MAX_METHOD = 16;

  private int scanned;
  private boolean over;

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (over) {
      in.skipBytes(in.readableBytes());
      return;
    }
    RequestHead head = next(in);
    if (head != null) {
      over = true;
      in.skipBytes(in.readableBytes());
      out.add(head);
    }
  }

  private @Nullable RequestHead next(ByteBuf in) {
    int start = in.readerIndex();
    int available = Math.min(in.readableBytes(), MAX_BYTES);
    for (; scanned < available; scanned++) {
      int value = in.getUnsignedByte(start + scanned);
      if (isForeign(value, scanned)) {
        return new RequestHead.Refused(400, "this port speaks HTTP/1.1 without TLS");
      }
      if (value == '\n' && endsHead(in, start)) {
        return parse(in.toString(start, scanned + 1, StandardCharsets.US_ASCII));
      }
    }
    return available == MAX_BYTES
        ? new RequestHead.Refused(431, "a request may have " + MAX_BYTES + " bytes at most")
        : null;
  }

  /** What no head can hold: then there is no need to wait for its end. */
  private static boolean isForeign(int value, int at) {
    boolean text = value >= ' ' && value < 0x7F;
    boolean space = value == '\t' || value == '\r' || value == '\n';
    return (!text && !space) || (at == 0 && !(value >= 'A' && value <= 'Z'));
  }

  private boolean endsHead(ByteBuf in, int start) {
    return scanned >= 3
        && in.getByte(start + scanned - 1) == '\r'
        && in.getByte(start + scanned - 2) == '\n'
        && in.getByte(start + scanned - 3) == '\r';
  }

  private static RequestHead parse(String head) {
    String[] lines = head.split("\r\n", -1);
    String[] words = lines[0].split(" ", -1);
    if (words.length != 3
        || words[0].length() > MAX_METHOD
        || !words[1].startsWith("/")
        || !words[2].matches("HTTP/1\\.[01]")) {
      return malformed("expected 'GET /path HTTP/1.1'");
    }
    // The head ends with an empty line, after which the split sees another one.
    for (int i = 1; i < lines.length - 2; i++) {
      RequestHead refused = refusal(lines[i]);
      if (refused != null) {
        return refused;
      }
    }
    int query = words[1].indexOf('?');
    return new RequestHead.Wanted(words[0], query < 0 ? words[1] : words[1].substring(0, query));
  }

  private static @Nullable RequestHead refusal(String header) {
    int colon = header.indexOf(':');
    String name = colon < 0 ? "" : header.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!name.matches("[!#$%&'*+.^_`|~0-9a-z-]+")
        || header.indexOf('\r') >= 0
        || header.indexOf('\n') >= 0) {
      return malformed("a header line is not one");
    }
    String value = header.substring(colon + 1).trim();
    boolean body =
        name.equals("transfer-encoding") || (name.equals("content-length") && !value.equals("0"));
    return body ? new RequestHead.Refused(413, "a request has no body here") : null;
  }

  private static RequestHead malformed(String what) {
    return new RequestHead.Refused(400, "malformed request: " + what);
  }
}
