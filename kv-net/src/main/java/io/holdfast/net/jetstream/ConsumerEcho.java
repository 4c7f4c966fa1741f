package io.holdfast.net.jetstream;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A consumer's filled-in configuration as responses carry it. Kept as JSON, a third of the size of
 * a map, since there may be thousands of consumers that nobody ever asks about. Immutable.
 */
final class ConsumerEcho {
  private final Bytes json;

  private ConsumerEcho(Bytes json) {
    this.json = json;
  }

  static ConsumerEcho of(Map<String, Object> fields) {
    try {
      return new ConsumerEcho(Bytes.wrap(JSON.std.asBytes(fields)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the configuration of a consumer", e);
    }
  }

  /** As a JSON object. */
  Bytes json() {
    return json;
  }

  /** Its fields. */
  Map<String, Object> fields() {
    return RequestBody.parse(json).fields();
  }

  /** Whether both say the same. */
  boolean equalTo(ConsumerEcho other) {
    return json.equals(other.json) || fields().equals(other.fields());
  }
}
