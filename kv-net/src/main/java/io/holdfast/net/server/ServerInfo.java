package io.holdfast.net.server;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Bytes;
import io.holdfast.net.protocol.ServerFrame;
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

  /** The {@code INFO} for one client; {@code lameDuck}: the server is about to close. */
  ServerFrame.Info frame(int clientId, String clientIp, boolean lameDuck) {
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
    fields.put("client_id", clientId);
    fields.put("client_ip", clientIp);
    if (lameDuck) {
      fields.put("ldm", true);
    }
    fields.put("holdfast", Map.of("version", EXTENSION_VERSION));
    try {
      return new ServerFrame.Info(Bytes.wrap(JSON.std.asBytes(fields)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write INFO", e);
    }
  }
}
