package io.holdfast.net;

import io.holdfast.kv.UnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * An address that a server is to listen on. Immutable.
 *
 * @param purpose what follows "cannot listen" in a message: empty, or such as {@code " for HTTP"}
 * @param host as it was given
 * @param socket what it stands for; port 0: any free one
 */
public record ListenAddress(String purpose, String host, InetSocketAddress socket) {
  /**
   * Fails as listening would, and leaves the address free. Somebody else may still take it before
   * it is listened on.
   *
   * @throws UnavailableException when it cannot be listened on, such as a port in use
   */
  public void check() {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(socket);
    } catch (IOException e) {
      throw refusal(e);
    }
  }

  /** What to tell the caller when listening has failed. */
  public UnavailableException refusal(Throwable cause) {
    String found = String.valueOf(cause.getMessage());
    return new UnavailableException(
        "cannot listen"
            + purpose
            + " on "
            + host
            + ":"
            + socket.getPort()
            + ": "
            + found
            + "; "
            + remedy(found),
        cause);
  }

  private static String remedy(String found) {
    if (found.contains("Permission denied")) {
      return "this user may not use that port, choose one from 1024 on";
    }
    return found.contains("Cannot assign requested address")
        ? "use an address of this machine"
        : "stop what uses that port or choose another one";
  }
}
