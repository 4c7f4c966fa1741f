package io.holdfast.net.jetstream;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The JSON object of a request. Immutable. Unknown fields are ignored; null counts as absent. */
final class RequestBody {
  private final Map<String, Object> fields;

  private RequestBody(Map<String, Object> fields) {
    this.fields = fields;
  }

  /**
   * Reads a body; an empty one equals {@code {}}, and so does {@code null}, which the official Rust
   * client sends where there is nothing to ask.
   *
   * @throws ApiError 10025 when it is not a JSON object
   */
  static RequestBody parse(Bytes payload) {
    if (payload.isEmpty()) {
      return new RequestBody(Map.of());
    }
    try {
      Map<String, Object> fields = JSON.std.mapFrom(payload.toArray());
      return new RequestBody(fields == null ? Map.of() : fields);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw ApiError.invalidJson(
          "not a JSON object at line " + at.getLineNr() + ", column " + at.getColumnNr());
    } catch (IOException e) {
      throw ApiError.invalidJson("not a JSON object");
    }
  }

  boolean has(String name) {
    return fields.get(name) != null;
  }

  /** A text; empty when absent. */
  String text(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return "";
    }
    if (value instanceof String text) {
      return text;
    }
    throw wrongType(name, "a string", value);
  }

  /** A whole number; {@code absent} when there is none. */
  long number(String name, long absent) {
    Object value = fields.get(name);
    if (value == null) {
      return absent;
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    throw wrongType(name, "a number", value);
  }

  /** A flag; false when absent. */
  boolean flag(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return false;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrongType(name, "true or false", value);
  }

  /** A list of texts; empty when absent. */
  List<String> texts(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    var texts = new ArrayList<String>();
    if (value instanceof List<?> list) {
      for (Object item : list) {
        if (!(item instanceof String text)) {
          throw wrongType(name, "a list of strings", String.valueOf(item));
        }
        texts.add(text);
      }
      return texts;
    }
    throw wrongType(name, "a list of strings", value);
  }

  /** A list of whole numbers; empty when absent. */
  List<Long> numbers(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    var numbers = new ArrayList<Long>();
    if (value instanceof List<?> list) {
      for (Object item : list) {
        if (!(item instanceof Number number)) {
          throw wrongType(name, "a list of numbers", String.valueOf(item));
        }
        numbers.add(number.longValue());
      }
      return numbers;
    }
    throw wrongType(name, "a list of numbers", value);
  }

  /** A nested object; empty when absent. */
  RequestBody object(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return new RequestBody(Map.of());
    }
    if (value instanceof Map<?, ?> map) {
      return new RequestBody(copy(map));
    }
    throw wrongType(name, "an object", value);
  }

  /** The names and texts of a nested object of texts; empty when absent. */
  Map<String, String> namesAndTexts(String name) {
    RequestBody nested = object(name);
    var texts = new TreeMap<String, String>();
    nested.fields.keySet().forEach(key -> texts.put(key, nested.text(key)));
    return texts;
  }

  boolean isEmpty() {
    return fields.isEmpty();
  }

  /** All fields, in the order of the text. */
  Map<String, Object> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /** The raw value of a field; null when absent. */
  @Nullable Object raw(String name) {
    return fields.get(name);
  }

  /** The object in {@code fields} under {@code name}; empty when there is none. */
  static Map<String, Object> objectIn(Map<String, Object> fields, String name) {
    return fields.get(name) instanceof Map<?, ?> map ? copy(map) : Map.of();
  }

  private static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (value != null) {
            copy.put(String.valueOf(key), value);
          }
        });
    return copy;
  }

  private static ApiError wrongType(String name, String expected, Object found) {
    return ApiError.invalidJson("field '" + name + "' must be " + expected + ", got " + found);
  }
}
