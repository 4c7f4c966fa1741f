package io.holdfast.net.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.holdfast.kv.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes one JSON object, field by field, in the order of the calls. Confined to the thread that
 * makes it.
 *
 * <p>Numbers and texts always show; the {@code optional…} forms leave a field out where it has its
 * default.
 */
public final class JsonBody {
  static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator out;

  private JsonBody(JsonGenerator out) {
    this.out = out;
  }

  /** The UTF-8 bytes of the object that {@code content} writes. */
  public static Bytes of(Consumer<JsonBody> content) {
    var sink = new ByteArrayOutputStream(256);
    try (JsonGenerator generator = FACTORY.createGenerator(sink)) {
      generator.writeStartObject();
      content.accept(new JsonBody(generator));
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory failed", e);
    }
    return Bytes.wrap(sink.toByteArray());
  }

  /** A text. */
  public JsonBody text(String name, String value) {
    return write(() -> out.writeStringField(name, value));
  }

  /** A whole number. */
  public JsonBody number(String name, long value) {
    return write(() -> out.writeNumberField(name, value));
  }

  /** A whole number that is left out when it is {@code unless}. */
  public JsonBody optionalNumber(String name, long value, long unless) {
    return value == unless ? this : number(name, value);
  }

  /** True or false. */
  public JsonBody flag(String name, boolean value) {
    return write(() -> out.writeBooleanField(name, value));
  }

  /** True, or left out. */
  public JsonBody optionalFlag(String name, boolean value) {
    return value ? flag(name, true) : this;
  }

  /** Bytes as base64; left out when there are none. */
  public JsonBody optionalBytes(String name, Bytes value) {
    return value.isEmpty() ? this : text(name, Base64.getEncoder().encodeToString(value.toArray()));
  }

  /** An array of texts. */
  public JsonBody texts(String name, List<String> values) {
    return write(
        () -> {
          out.writeArrayFieldStart(name);
          for (String value : values) {
            out.writeString(value);
          }
          out.writeEndArray();
        });
  }

  /** An object. */
  public JsonBody object(String name, Consumer<JsonBody> content) {
    return write(
        () -> {
          out.writeObjectFieldStart(name);
          content.accept(this);
          out.writeEndObject();
        });
  }

  /** An array of objects, one per item. */
  public <T> JsonBody objects(String name, Iterable<T> items, BiConsumer<JsonBody, T> content) {
    return write(
        () -> {
          out.writeArrayFieldStart(name);
          for (T item : items) {
            out.writeStartObject();
            content.accept(this, item);
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private JsonBody write(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory failed", e);
    }
    return this;
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
