package io.holdfast.net.remote;

import io.holdfast.net.extension.WireError;
import io.holdfast.net.json.JsonFields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a call: a JSON object, or the news that nobody serves the subject. Immutable.
 *
 * @param fields of the answer; null when nobody serves the subject
 * @param error the error it carries, if any
 * @param attempts how often the request may have been sent before this answer came, at least 1
 */
record Reply(@Nullable JsonFields fields, Optional<WireError> error, int attempts) {
  /** Reads an answer. */
  static Reply of(Link.Incoming message, int attempts) {
    if (message.noResponders()) {
      return new Reply(null, Optional.empty(), attempts);
    }
    var fields = JsonFields.parse(message.payload());
    return new Reply(fields, WireError.in(fields), attempts);
  }

  /** Whether nobody serves the subject. */
  boolean unserved() {
    return fields == null;
  }

  /** The fields of a result; only after errors have been dealt with. */
  JsonFields result() {
    if (fields == null) {
      throw new IllegalStateException("nobody served the request");
    }
    return fields;
  }
}
