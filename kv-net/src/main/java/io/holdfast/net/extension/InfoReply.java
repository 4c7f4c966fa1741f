package io.holdfast.net.extension;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Capabilities.Durability;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;
import java.util.Locale;

/**
 * The reply to {@code INFO}: what the server is. Immutable.
 *
 * @param version of the extension
 * @param durability what an acknowledgement means there
 * @param description of its store, for people
 */
public record InfoReply(int version, Durability durability, String description) {
  /** The JSON reply. */
  public Bytes toReply() {
    return JsonBody.of(
        body ->
            body.number("version", version)
                .text("durability", durability.name().toLowerCase(Locale.ROOT))
                .text("description", description));
  }

  /** Reads a reply that carries no error; a durability unknown to this version reads as such. */
  public static InfoReply read(JsonFields fields) {
    String named = fields.optionalText("durability").orElse("").toUpperCase(Locale.ROOT);
    var durability = Durability.UNKNOWN;
    for (Durability known : Durability.values()) {
      durability = known.name().equals(named) ? known : durability;
    }
    return new InfoReply(
        (int) fields.number("version"), durability, fields.optionalText("description").orElse(""));
  }
}
