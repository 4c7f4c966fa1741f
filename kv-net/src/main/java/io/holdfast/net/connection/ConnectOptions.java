package io.holdfast.net.connection;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Bytes;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked for in {@code CONNECT}. Immutable. A field that is absent has the default of
 * an empty {@code CONNECT}: verbose, pedantic and echo are true, the rest is off.
 */
record ConnectOptions(
    boolean verbose,
    boolean pedantic,
    boolean echo,
    boolean headers,
    boolean noResponders,
    int protocol) {
  /** Those of a client that has not said {@code CONNECT}. */
  static final ConnectOptions DEFAULT = new ConnectOptions(true, true, true, false, false, 0);

  /**
   * Reads the JSON of a {@code CONNECT}; unknown fields are ignored.
   *
   * @throws IOException when it is not a JSON object
   */
  static ConnectOptions parse(Bytes json) throws IOException {
    if (json.isEmpty()) {
      return DEFAULT;
    }
    @Nullable Map<String, Object> fields = JSON.std.mapFrom(json.toArray());
    if (fields == null) {
      throw new IOException("CONNECT carries null instead of a JSON object");
    }
    return new ConnectOptions(
        flag(fields, "verbose", true),
        flag(fields, "pedantic", true),
        flag(fields, "echo", true),
        flag(fields, "headers", false),
        flag(fields, "no_responders", false),
        fields.get("protocol") instanceof Number number ? number.intValue() : 0);
  }

  private static boolean flag(Map<String, Object> fields, String name, boolean absent) {
    return fields.get(name) instanceof Boolean value ? value : absent;
  }
}
