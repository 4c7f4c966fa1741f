package io.holdfast.net.jetstream;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answer to a publish. */
final class PubAck {
  private PubAck() {}

  /** It is stored at {@code sequence}, now or, when {@code duplicate}, earlier. */
  static Bytes stored(StreamName name, long sequence, boolean duplicate) {
    // Written by hand, since every write pays for it; names hold nothing that JSON escapes.
    String end = duplicate ? ",\"duplicate\":true}" : "}";
    return Bytes.utf8("{\"stream\":\"" + name.stream() + "\",\"seq\":" + sequence + end);
  }

  /** It was refused. */
  static Bytes error(StreamName name, ApiError error) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("error", error.json());
    json.put("stream", name.stream());
    json.put("seq", 0);
    try {
      return Bytes.wrap(JSON.std.asBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write an acknowledgement for " + name.stream(), e);
    }
  }
}
