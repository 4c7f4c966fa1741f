package io.holdfast.net.extension;

import io.holdfast.kv.Bytes;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;
import io.holdfast.net.json.WireText;
import java.util.Optional;

/**
 * The {@code error} of a reply, in JetStream's shape. Immutable.
 *
 * @param code the status, after HTTP
 * @param errCode the number that clients decide by
 * @param description for people: what failed, on which thing, and what to do
 */
public record WireError(int code, int errCode, String description) {
  /** An error of the extension's own range. */
  public static WireError of(ErrorCode code, String description) {
    return new WireError(code.status(), code.number(), WireText.writable(description));
  }

  /** The reply that carries only this error. */
  public Bytes toReply() {
    return JsonBody.of(
        body ->
            body.object(
                "error",
                error ->
                    error
                        .number("code", code)
                        .number("err_code", errCode)
                        .text("description", description)));
  }

  /** The error of a reply; empty when it carries a result. */
  public static Optional<WireError> in(JsonFields reply) {
    return reply
        .optionalObject("error")
        .map(
            error ->
                new WireError(
                    (int) error.number("code", 500),
                    (int) error.number("err_code", 0),
                    error.optionalText("description").orElse("")));
  }
}
