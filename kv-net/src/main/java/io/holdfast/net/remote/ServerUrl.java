package io.holdfast.net.remote;

import io.holdfast.kv.InvalidArgumentException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a server is, checked where it enters. Immutable.
 *
 * @param text as it was given
 * @param host name or address, an IPv6 address without its brackets
 * @param port 1 to 65535
 */
record ServerUrl(String text, String host, int port) {
  private static final String EXPECTED = "expected nats://HOST:PORT, such as nats://127.0.0.1:4222";
  private static final Set<String> SCHEMES = Set.of("nats", "tls", "opentls", "ws", "wss");
  private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}._%-]+");
  private static final Pattern ADDRESS_OF_IPV6 = Pattern.compile("[\\p{XDigit}:.]+(%[^\\]]+)?");
  private static final Pattern PORT = Pattern.compile("\\d{1,5}");
  private static final String DEFAULT_PORT = "4222";

  /**
   * Reads {@code text}. The scheme may be missing, the port too.
   *
   * @throws InvalidArgumentException naming the URL, what is wrong with it, and what is expected
   */
  static ServerUrl of(String text) {
    if (text.isBlank()) {
      throw new InvalidArgumentException("the server's URL is empty: " + EXPECTED);
    }
    int mark = text.indexOf("://");
    String scheme = mark < 0 ? "nats" : text.substring(0, mark).toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme)) {
      throw wrong(text, "it begins with '" + scheme + "://'");
    }
    String rest = mark < 0 ? text : text.substring(mark + 3);
    String authority = rest.split("[/?#]", 2)[0];
    String address = authority.substring(authority.lastIndexOf('@') + 1);
    return address.startsWith("[") ? bracketed(text, address) : plain(text, address);
  }

  private static ServerUrl plain(String text, String address) {
    int colon = address.indexOf(':');
    if (colon != address.lastIndexOf(':')) {
      throw wrong(text, "it has more than one port; an IPv6 address belongs in brackets");
    }
    String host = colon < 0 ? address : address.substring(0, colon);
    if (!HOST.matcher(host).matches()) {
      throw wrong(text, host.isEmpty() ? "it names no host" : "'" + host + "' is no host name");
    }
    return new ServerUrl(text, host, port(text, colon < 0 ? "" : address.substring(colon)));
  }

  private static ServerUrl bracketed(String text, String address) {
    int end = address.indexOf(']');
    if (end < 0 || !ADDRESS_OF_IPV6.matcher(address.substring(1, end)).matches()) {
      throw wrong(text, "'" + address + "' is no IPv6 address in brackets");
    }
    String rest = address.substring(end + 1);
    if (!rest.isEmpty() && rest.charAt(0) != ':') {
      throw wrong(text, "'" + rest + "' follows the address, where only ':' and a port may");
    }
    return new ServerUrl(text, address.substring(1, end), port(text, rest));
  }

  private static int port(String text, String colonAndPort) {
    String digits = colonAndPort.isEmpty() ? DEFAULT_PORT : colonAndPort.substring(1);
    if (PORT.matcher(digits).matches()) {
      int number = Integer.parseInt(digits);
      if (number >= 1 && number <= 65_535) {
        return number;
      }
    }
    throw wrong(text, "port '" + digits + "' is not a number from 1 to 65535");
  }

  /** Whether it asks for TLS with a certificate that is checked. */
  boolean encrypted() {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.startsWith("tls://") || lower.startsWith("wss://");
  }

  private static InvalidArgumentException wrong(String text, String what) {
    return new InvalidArgumentException(
        "server URL '" + withoutLogin(text) + "': " + what + "; " + EXPECTED);
  }

  private static String withoutLogin(String text) {
    return text.replaceFirst("^((?:[^:/]*://)?)[^/]*@", "$1***@");
  }

  /** The URL without the credentials that it may carry. */
  @Override
  public String toString() {
    return withoutLogin(text);
  }
}
