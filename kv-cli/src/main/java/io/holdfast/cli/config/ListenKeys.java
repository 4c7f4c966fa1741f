package io.holdfast.cli.config;

import org.jspecify.annotations.Nullable;

/** An address as a configuration names it: whole, as host and port, or one of the two. */
record ListenKeys(@Nullable String host, @Nullable Integer port) {
  private static final int LARGEST_PORT = 65_535;

  /** Clients: {@code listen}, or {@code host} and {@code port}. */
  static ListenKeys forClients(Fields fields) {
    ListenKeys whole = whole(fields, "listen");
    String host = fields.text("host", "net");
    Integer port = fields.number(0, LARGEST_PORT, "port");
    Node listen = fields.node("listen");
    if (listen != null && (host != null || port != null)) {
      throw fields.wrong(
          listen, "listen", "says the same as host and port: remove it, or both of them");
    }
    return listen == null ? new ListenKeys(host, port) : whole;
  }

  /** Pages: {@code http}, or the port alone under {@code http_port} or {@code monitor_port}. */
  static ListenKeys forPages(Fields fields) {
    Node http = fields.node("http");
    Integer port = fields.number(0, LARGEST_PORT, "http_port", "monitor_port");
    if (http != null && port != null) {
      throw fields.wrong(http, "http", "says the same as http_port: remove one of them");
    }
    return http == null ? new ListenKeys(null, port) : whole(fields, "http");
  }

  private static ListenKeys whole(Fields fields, String key) {
    Node node = fields.node(key);
    if (node == null) {
      return new ListenKeys(null, null);
    }
    String text = fields.text(node, key);
    int colon = text.lastIndexOf(':');
    int port = fields.number(node, text.substring(colon + 1), 0, LARGEST_PORT, key);
    String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[|\\]$", "");
    if (colon == 0) {
      throw fields.wrong(node, key, "names no host before its ':': write HOST:PORT, or PORT alone");
    }
    return new ListenKeys(colon < 0 ? null : host, port);
  }
}
