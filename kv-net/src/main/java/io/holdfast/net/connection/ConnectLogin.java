package io.holdfast.net.connection;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Bytes;
import io.holdfast.net.access.Login;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/** Reads what a {@code CONNECT} shows of who the client is. */
final class ConnectLogin {
  private ConnectLogin() {}

  /**
   * The login in {@code json}; of a field that is no text it has none.
   *
   * @throws IOException when it is not a JSON object
   */
  static Login read(Bytes json, String nonce, InetAddress from, List<String> certificateNames)
      throws IOException {
    Map<String, Object> fields = json.isEmpty() ? Map.of() : JSON.std.mapFrom(json.toArray());
    boolean other =
        !text(fields, "jwt").isEmpty()
            || !text(fields, "account").isEmpty()
            || Boolean.TRUE.equals(fields.get("new_account"));
    return new Login(
        text(fields, "user"),
        text(fields, "pass"),
        text(fields, "auth_token"),
        text(fields, "nkey"),
        text(fields, "sig"),
        other,
        nonce,
        from,
        certificateNames);
  }

  private static String text(Map<String, Object> fields, String name) {
    return fields.get(name) instanceof String value ? value : "";
  }
}
