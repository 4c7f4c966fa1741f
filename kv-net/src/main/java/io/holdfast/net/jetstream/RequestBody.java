package io.holdfast.net.jetstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The JSON object of a request. Immutable. Unknown fields are ignored; null counts as absent. */
final class RequestBody {
  /** Most characters of a wrong value that an error quotes. */
  private static final int MOST_SHOWN = 40;

  /**
   * Far more than any request of the API needs. What is echoed in a response goes a few levels
   * deeper there, and a writer has its limit, too.
   */
  private static final int DEEPEST = 64;

  private static final JSON READER =
      JSON.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .build();

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
    try (JsonParser parser = READER.createParser(payload.toArray())) {
      Map<String, Object> fields = READER.mapFrom(parser);
      if (parser.nextToken() != null) {
        throw ApiError.invalidJson("something follows the JSON object");
      }
      return new RequestBody(fields == null ? Map.of() : fields);
    } catch (JsonProcessingException e) {
      // What is nested too deeply, or too long a number, has no place.
      JsonLocation at = e.getLocation();
      throw ApiError.invalidJson(
          at == null
              ? "not a JSON object of reasonable size"
              : "not a JSON object at line " + at.getLineNr() + ", column " + at.getColumnNr());
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
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw wrongType(name, "a whole number of 64 bits", value);
  }

  /**
   * A sequence, which has 64 bits without a sign on the wire; 0 when absent. Those beyond what any
   * stream reaches are {@link Long#MAX_VALUE}.
   */
  long sequence(String name) {
    Object value = fields.get(name);
    if (value instanceof BigInteger big && big.signum() > 0 && big.bitLength() <= 64) {
      return Long.MAX_VALUE;
    }
    long number = number(name, 0);
    if (number < 0) {
      throw wrongType(name, "a sequence", number);
    }
    return number;
  }

  /**
   * One of some texts.
   *
   * @param usual what an absent or empty one stands for
   */
  String oneOf(String name, String usual, String... others) {
    String text = text(name);
    if (text.isEmpty() || text.equals(usual)) {
      return usual;
    }
    List<String> known = List.of(others);
    if (!known.contains(text)) {
      throw wrongType(name, "'" + usual + "' or one of " + known, text);
    }
    return text;
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

  /** A list of objects; empty when absent. */
  List<RequestBody> objects(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    var objects = new ArrayList<RequestBody>();
    if (value instanceof List<?> list) {
      for (Object item : list) {
        if (!(item instanceof Map<?, ?> map)) {
          throw wrongType(name, "a list of objects", String.valueOf(item));
        }
        objects.add(new RequestBody(copy(map)));
      }
      return objects;
    }
    throw wrongType(name, "a list of objects", value);
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
    String text = String.valueOf(found);
    String shown = text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
    return ApiError.invalidJson("field '" + name + "' must be " + expected + ", got " + shown);
  }
}
