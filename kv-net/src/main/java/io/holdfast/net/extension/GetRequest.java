package io.holdfast.net.extension;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Names;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;

/**
 * The body of a {@code GET} request: the newest entry of a key, marker or not, or the one at a
 * revision. Immutable.
 *
 * @param key which key
 * @param revision the exact revision; 0: the newest
 * @param consistency how fresh the answer must be
 */
public record GetRequest(String key, long revision, Consistency consistency) {
  /** The JSON body. */
  public Bytes toBody() {
    return JsonBody.of(
        body -> {
          body.number("v", Version.CURRENT)
              .text("key", key)
              .optionalNumber("revision", revision, 0);
          if (consistency instanceof Consistency.AtLeast atLeast) {
            body.number("at_least", atLeast.revision());
          }
          body.optionalFlag("local", consistency instanceof Consistency.Local);
        });
  }

  /** Reads a body whose version has been checked. */
  public static GetRequest read(JsonFields fields) {
    Consistency consistency = Consistency.LINEARIZABLE;
    if (fields.flag("local")) {
      consistency = Consistency.LOCAL;
    } else if (fields.has("at_least")) {
      consistency = Consistency.atLeast(fields.number("at_least"));
    }
    return new GetRequest(
        Names.checkKey(fields.text("key")), fields.number("revision", 0), consistency);
  }
}
