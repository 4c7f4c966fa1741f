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
 * @param limit what a limit allows, mostly in bytes; -1 where none is concerned or told
 * @param found what the write would have come to; -1 where {@code limit} is
 */
public record WireError(int code, int errCode, String description, long limit, long found) {
  /** An error that concerns no limit. */
  public WireError(int code, int errCode, String description) {
    this(code, errCode, description, -1, -1);
  }

  /** An error of the extension's own range. */
  public static WireError of(ErrorCode code, String description) {
    return new WireError(code.status(), code.number(), WireText.writable(description));
  }

  /** The same of a limit. */
  WireError of(long allowed, long wanted) {
    return new WireError(code, errCode, description, allowed, wanted);
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
                        .text("description", description)
                        .optionalNumber("limit", limit, -1)
                        .optionalNumber("found", found, -1)));
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
                    error.optionalText("description").orElse(""),
                    error.number("limit", -1),
                    error.number("found", -1)));
  }
}
