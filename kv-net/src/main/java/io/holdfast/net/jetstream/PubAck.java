package io.holdfast.net.jetstream;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.command.Refusal;
import io.holdfast.net.json.WireText;
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

  /** A batch of {@code count} is stored, the last of it at {@code sequence}. */
  static Bytes storedBatch(
      StreamName name, long sequence, boolean duplicate, String batch, int count) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("stream", name.stream());
    json.put("seq", sequence);
    if (duplicate) {
      json.put("duplicate", true);
    }
    json.put("batch", WireText.writable(batch));
    json.put("count", count);
    return written(name, json);
  }

  /** It was refused. */
  static Bytes error(StreamName name, ApiError error) {
    return error(name, error.json());
  }

  private static Bytes error(StreamName name, Map<String, Object> error) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("error", error);
    json.put("stream", name.stream());
    json.put("seq", 0);
    return written(name, json);
  }

  /** It passes a limit; our own clients are told the numbers, too. */
  static Bytes overLimit(StreamName name, ApiError error, Refusal refusal) {
    Map<String, Object> told = error.json();
    told.put("limit", refusal.expected());
    told.put("found", refusal.actual());
    return error(name, told);
  }

  private static Bytes written(StreamName name, Map<String, Object> json) {
    try {
      return Bytes.wrap(JSON.std.asBytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write an acknowledgement for " + name.stream(), e);
    }
  }
}
