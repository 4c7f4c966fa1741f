package io.holdfast.net.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.jr.stree.JacksonJrsTreeCodec;
import com.fasterxml.jackson.jr.stree.JrsArray;
import com.fasterxml.jackson.jr.stree.JrsBoolean;
import com.fasterxml.jackson.jr.stree.JrsNumber;
import com.fasterxml.jackson.jr.stree.JrsObject;
import com.fasterxml.jackson.jr.stree.JrsString;
import com.fasterxml.jackson.jr.stree.JrsValue;
import io.holdfast.kv.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object. Fields that nobody asks for are ignored, since newer peers add some;
 * {@code null} counts as absent. Every error is a {@link MalformedJsonException} that names the
 * field's place. Immutable.
 */
public final class JsonFields {
  private static final JacksonJrsTreeCodec CODEC = new JacksonJrsTreeCodec();

  private final JrsObject object;
  private final String place;

  private JsonFields(JrsObject object, String place) {
    this.object = object;
    this.place = place;
  }

  /** Reads a body; an empty one counts as an object without fields. */
  public static JsonFields parse(Bytes body) {
    if (body.isEmpty()) {
      return new JsonFields(new JrsObject(), "");
    }
    try (JsonParser parser = JsonBody.FACTORY.createParser(body.toArray())) {
      if (parser.nextToken() == null) {
        throw new MalformedJsonException("the body is blank; leave it out or send a JSON object");
      }
      TreeNode root = CODEC.readTree(parser);
      if (!(root instanceof JrsObject found)) {
        throw new MalformedJsonException("the body must be a JSON object");
      }
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("something follows the JSON object of the body");
      }
      return new JsonFields(found, "");
    } catch (JsonProcessingException e) {
      throw new MalformedJsonException("the body is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new MalformedJsonException("the body is not JSON: " + e.getMessage(), e);
    }
  }

  /** Whether the field is there and not null. */
  public boolean has(String name) {
    return value(name) != null;
  }

  /** A text that must be there. */
  public String text(String name) {
    return optionalText(name).orElseThrow(() -> wrong(name, "a text"));
  }

  /** A text, if it is there. */
  public Optional<String> optionalText(String name) {
    JrsValue value = value(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JrsString) {
      return Optional.of(value.asText());
    }
    throw wrong(name, "a text");
  }

  /** A whole number that must be there. */
  public long number(String name) {
    if (!has(name)) {
      throw wrong(name, "a whole number");
    }
    return number(name, 0);
  }

  /** A whole number, or {@code otherwise} when it is absent. */
  public long number(String name, long otherwise) {
    JrsValue value = value(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof JrsNumber number
        && number.asToken() == JsonToken.VALUE_NUMBER_INT
        && (number.getValue() instanceof Long || number.getValue() instanceof Integer)) {
      return number.getValue().longValue();
    }
    throw wrong(name, "a whole number of 64 bits");
  }

  /** True or false; false when it is absent. */
  public boolean flag(String name) {
    JrsValue value = value(name);
    if (value == null) {
      return false;
    }
    if (value instanceof JrsBoolean flag) {
      return flag.booleanValue();
    }
    throw wrong(name, "true or false");
  }

  /** Bytes from base64; none when it is absent. */
  public Bytes bytes(String name) {
    String text = optionalText(name).orElse("");
    try {
      return Bytes.wrap(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new MalformedJsonException(place + name + " must be base64: " + e.getMessage(), e);
    }
  }

  /** The object in a field that must be there. */
  public JsonFields object(String name) {
    if (value(name) instanceof JrsObject inner) {
      return new JsonFields(inner, place + name + ".");
    }
    throw wrong(name, "an object");
  }

  /** The object in a field, if it is there. */
  public Optional<JsonFields> optionalObject(String name) {
    return has(name) ? Optional.of(object(name)) : Optional.empty();
  }

  /** The objects of an array; none when it is absent. */
  public List<JsonFields> objects(String name) {
    var found = new ArrayList<JsonFields>();
    for (JrsValue item : items(name)) {
      String itemName = name + "[" + found.size() + "]";
      if (!(item instanceof JrsObject inner)) {
        throw new MalformedJsonException(place + itemName + " must be an object");
      }
      found.add(new JsonFields(inner, place + itemName + "."));
    }
    return found;
  }

  /** The texts of an array; none when it is absent. */
  public List<String> texts(String name) {
    var found = new ArrayList<String>();
    for (JrsValue item : items(name)) {
      if (!(item instanceof JrsString)) {
        throw new MalformedJsonException(place + name + "[" + found.size() + "] must be a text");
      }
      found.add(item.asText());
    }
    return found;
  }

  /** The fields with a text as value, in order; the others are left out. */
  public Map<String, String> textsByName() {
    var found = new LinkedHashMap<String, String>();
    object
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getValue() instanceof JrsString text) {
                found.put(field.getKey(), text.asText());
              }
            });
    return found;
  }

  /** An error about the field {@code name} of this object. */
  public MalformedJsonException wrong(String name, String expected) {
    JrsValue found = value(name);
    return new MalformedJsonException(
        place
            + name
            + " must be "
            + expected
            + (found == null ? ", and it is missing" : ", found " + shown(found)));
  }

  private List<JrsValue> items(String name) {
    JrsValue value = value(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof JrsArray array)) {
      throw wrong(name, "an array");
    }
    var items = new ArrayList<JrsValue>();
    array.elements().forEachRemaining(items::add);
    return items;
  }

  private @Nullable JrsValue value(String name) {
    JrsValue value = object.get(name);
    return value == null || value.isNull() ? null : value;
  }

  private static String shown(JrsValue value) {
    if (value.isArray() || value.isObject()) {
      return value.isArray() ? "an array" : "an object";
    }
    String text = String.valueOf(value.asText());
    return "'" + text.substring(0, Math.min(40, text.length())) + "'";
  }
}
