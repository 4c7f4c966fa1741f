package io.holdfast.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** One JSON object a line, for scripts. */
public final class Json {
  private Json() {}

  /** {@code fields} as one line, in the map's order. */
  public static String line(Map<String, ?> fields) {
    try {
      return JSON.std.asString(fields);
    } catch (IOException e) {
      throw new UncheckedIOException("plain values always have a JSON form", e);
    }
  }
}
