package io.holdfast.net.server;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Bytes;
import io.holdfast.net.connection.Hello;
import io.holdfast.net.protocol.ServerFrame;
import io.holdfast.net.tls.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the server tells each client about itself in {@code INFO}. Immutable.
 *
 * @param serverId unique per server process
 * @param host that clients connect to
 * @param port that clients connect to
 */
record ServerInfo(String serverId, String host, int port, ServerOptions options) {
  /** The protocol behaviour we provide: that of a NATS server of this version. */
  static final String VERSION = "2.12.0";

  private static final int EXTENSION_VERSION = 1;

  /** The {@code INFO} for one client. */
  ServerFrame.Info frame(Hello hello) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("server_id", serverId);
    fields.put("server_name", options.serverName());
    fields.put("version", VERSION);
    fields.put("proto", 1);
    fields.put("go", "java" + Runtime.version().feature());
    fields.put("host", host);
    fields.put("port", port);
    fields.put("headers", true);
    fields.put("max_payload", options.maxPayload());
    fields.put("jetstream", true);
    fields.put("client_id", hello.clientId());
    fields.put("client_ip", hello.clientIp());
    putSecurity(hello, fields);
    if (!hello.alternatives().isEmpty()) {
      fields.put("connect_urls", hello.alternatives());
    }
    if (hello.lameDuck()) {
      fields.put("ldm", true);
    }
    fields.put("holdfast", Map.of("version", EXTENSION_VERSION));
    try {
      return new ServerFrame.Info(Bytes.wrap(JSON.std.asBytes(fields)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write INFO", e);
    }
  }

  private void putSecurity(Hello hello, Map<String, Object> fields) {
    if (hello.loginRequired()) {
      fields.put("auth_required", true);
    }
    if (!hello.nonce().isEmpty()) {
      fields.put("nonce", hello.nonce());
    }
    TlsOptions tls = options.tls();
    if (tls != null) {
      boolean offered = tls.start() == TlsOptions.Start.OFFERED;
      fields.put(offered ? "tls_available" : "tls_required", true);
      if (tls.authorities() != null) {
        fields.put("tls_verify", true);
      }
    }
  }
}
