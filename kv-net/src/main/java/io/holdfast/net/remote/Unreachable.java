package io.holdfast.net.remote;

import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.time.DurationText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * Finds out why no server could be reached. The client library gives the same answer whether a name
 * is misspelt, a port is closed or a network is silent; so each server is tried once more.
 *
 * @param limit longest look at one server
 */
record Unreachable(List<ServerUrl> servers, Duration limit) {
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

  /** What to tell the caller after {@code failure}. Waits, for each server up to a second. */
  UnavailableException after(IOException failure) {
    return new UnavailableException(
        "no server answers at "
            + String.join(",", servers.stream().map(ServerUrl::toString).toList())
            + ": "
            + String.join("; ", servers.stream().map(this::reason).distinct().toList()),
        failure);
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
      return "something listens there, but it has not greeted as a NATS server within "
          + DurationText.of(limit);
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
}
