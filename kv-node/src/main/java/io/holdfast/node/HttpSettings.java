package io.holdfast.node;

import io.holdfast.kv.InvalidArgumentException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where a node serves its pages. Immutable.
 *
 * @param host name or address to listen on
 * @param port 0: any free one
 */
record HttpSettings(String host, int port) {
  HttpSettings {
    if (host.isBlank()) {
      throw new InvalidArgumentException("HTTP host is empty, name an address of this machine");
    }
    if (port < 0 || port > 65_535) {
      throw new InvalidArgumentException("HTTP port must be 0 to 65535, got " + port);
    }
  }

  /** The address, which is a loopback one unless {@code insecure} (guarantees G41, G44). */
  InetAddress address(boolean insecure) {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new InvalidArgumentException(
          "HTTP host '" + host + "' is unknown; use a name or address of this machine", e);
    }
    if (!address.isLoopbackAddress() && !insecure) {
      throw new InvalidArgumentException(
          "HTTP host '"
              + host
              + "' can be reached from other machines, and nothing authenticates who reads there;"
              + " listen on 127.0.0.1, or allow it with --insecure (in a program: insecure) if the network is trusted");
    }
    return address;
  }
}
