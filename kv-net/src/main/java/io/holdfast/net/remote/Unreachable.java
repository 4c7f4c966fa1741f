package io.holdfast.net.remote;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.UnauthorisedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.time.DurationText;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why no server could be reached. The client library gives the same answer whether a name
 * is misspelt, a port is closed or a network is silent; so each server is tried once more.
 *
 * @param limit longest look at one server
 * @param tls how it was to be encrypted; null: not at all
 * @param tlsFirst whether TLS was to begin before the greeting
 */
record Unreachable(
    List<ServerUrl> servers, Duration limit, @Nullable SSLContext tls, boolean tlsFirst) {
  private static final String REFUSED = "it refuses the client's certificate";

  private static final int LONGEST_LINE = 8192;
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

  /** What to tell the caller after {@code failure}. Waits, for each server up to a second. */
  HoldfastException after(IOException failure) {
    List<String> reasons = servers.stream().map(this::reason).distinct().toList();
    String text =
        "no server answers at "
            + String.join(",", servers.stream().map(ServerUrl::toString).toList())
            + ": "
            + String.join("; ", reasons);
    return reasons.stream().allMatch(each -> each.startsWith(REFUSED))
        ? new UnauthorisedException(text, failure)
        : new UnavailableException(text, failure);
  }

  private String reason(ServerUrl server) {
    InetAddress address;
    try {
      address = InetAddress.getByName(server.host());
    } catch (UnknownHostException e) {
      return "host '" + server.host() + "' is unknown, check its spelling";
    }
    Duration patience = limit.compareTo(LONGEST_LOOK) < 0 ? limit : LONGEST_LOOK;
    try (var probe = new Socket()) {
      var socket = new InetSocketAddress(address, server.port());
      probe.connect(socket, (int) Math.max(1, patience.toMillis()));
      probe.setSoTimeout((int) Math.max(1, patience.toMillis()));
      return listening(server, probe);
    } catch (SocketTimeoutException e) {
      return "host '" + server.host() + "' is silent, check that it runs and can be reached";
    } catch (ConnectException e) {
      return "nothing listens on port "
          + server.port()
          + " of host '"
          + server.host()
          + "', start the server or name the right one";
    } catch (IOException e) {
      return "host '" + server.host() + "' cannot be reached (" + e.getMessage() + ")";
    }
  }

  private String listening(ServerUrl server, Socket probe) {
    String greeting = tls != null && tlsFirst ? "" : line(probe);
    if (tls == null) {
      return greeting.contains("\"tls_required\":true")
          ? "it demands TLS: write tls:// in the URL, and name the authorities of its certificate if"
              + " they are your own"
          : "something listens there, but it has not greeted as a NATS server within "
              + DurationText.of(limit);
    }
    if (!tlsFirst && !greeting.contains("\"tls_")) {
      return greeting.isEmpty()
          ? "something listens there, but it has not greeted; a server may want TLS at once"
          : "it does not encrypt: write nats:// in the URL and leave out what is for TLS";
    }
    return handshake(server, probe, tls);
  }

  private static String handshake(ServerUrl server, Socket probe, SSLContext tls) {
    try (Socket layered =
        tls.getSocketFactory().createSocket(probe, server.host(), server.port(), true)) {
      ((SSLSocket) layered).startHandshake();
      // With TLS 1.3 the server looks at our certificate only after our side is done.
      layered.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return layered.getInputStream().read() < 0
          ? REFUSED + ", or demands one: name a certificate and its key"
          : "it answers now, try again";
    } catch (IOException e) {
      String told = String.valueOf(e.getMessage());
      return told.contains("alert") && told.contains("certificate")
          ? REFUSED + ", or demands one (" + told + "): name a certificate and its key"
          : "TLS with it fails: "
              + told
              + "; check the authorities, and the name in its certificate";
    }
  }

  /** The first line that it says; empty when it says nothing. */
  private static String line(Socket probe) {
    var line = new StringBuilder();
    try {
      InputStream in = probe.getInputStream();
      for (int next = in.read(); next > 0 && next != '\n' && line.length() < LONGEST_LINE; ) {
        line.append((char) next);
        next = in.read();
      }
    } catch (IOException silent) {
      return line.toString();
    }
    return line.toString();
  }
}
