package io.holdfast.net.conformance;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON reply of the server. A path such as {@code config.name} leads through objects; what is
 * absent is null, empty or -1, as each method says. Immutable.
 *
 * @param json the reply as it came
 */
record Answer(String json, Map<String, Object> fields) {
  static Answer parse(String json) {
    try {
      return new Answer(json, JSON.std.mapFrom(json));
    } catch (IOException e) {
      throw new AssertionError("not a JSON object: " + json, e);
    }
  }

  /** The value at {@code path}; null when it is absent or null: see {@link #has}. */
  @Nullable Object at(String path) {
    Object here = fields;
    for (String name : path.split("\\.", -1)) {
      if (!(here instanceof Map<?, ?> map)) {
        return null;
      }
      here = map.get(name);
    }
    return here;
  }

  /** Whether the last name of {@code path} is there, even if its value is null. */
  boolean has(String path) {
    int dot = path.lastIndexOf('.');
    Object parent = dot < 0 ? fields : at(path.substring(0, dot));
    return parent instanceof Map<?, ?> map && map.containsKey(path.substring(dot + 1));
  }

  /** The text at {@code path}; empty when absent. */
  String text(String path) {
    return at(path) instanceof String text ? text : "";
  }

  /** The whole number at {@code path}; -1 when absent. */
  long number(String path) {
    return at(path) instanceof Number number ? number.longValue() : -1;
  }

  /** The list at {@code path}. */
  List<?> list(String path) {
    if (at(path) instanceof List<?> list) {
      return list;
    }
    throw new AssertionError("no array '" + path + "' in " + json);
  }

  /** The objects of the array at {@code path}, each as an answer of its own. */
  List<Answer> objects(String path) {
    var objects = new ArrayList<Answer>();
    for (Object item : list(path)) {
      if (!(item instanceof Map<?, ?> map)) {
        throw new AssertionError("no object in '" + path + "': " + item);
      }
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((name, value) -> copy.put(String.valueOf(name), value));
      objects.add(new Answer(String.valueOf(item), copy));
    }
    return objects;
  }

  /** The last part of {@code type}, such as {@code stream_info_response}. */
  String type() {
    String prefix = "io.nats.jetstream.api.v1.";
    String type = text("type");
    return type.startsWith(prefix) ? type.substring(prefix.length()) : "no type: " + type;
  }

  /** The error as {@code <code>/<err_code> <description>}; empty when the request succeeded. */
  String error() {
    return has("error")
        ? number("error.code") + "/" + number("error.err_code") + " " + text("error.description")
        : "";
  }

  /** The error as {@code <code>/<err_code>}; empty when the request succeeded. */
  String errorCodes() {
    return error().split(" ", 2)[0];
  }

  /** This answer, which must tell of no error. */
  Answer success() {
    if (has("error")) {
      throw new AssertionError("refused: " + json);
    }
    return this;
  }
}
