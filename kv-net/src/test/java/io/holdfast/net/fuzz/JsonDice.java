package io.holdfast.net.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes JSON that is right, nearly right or hostile, from a template of maps, lists, texts,
 * numbers and booleans. Stateless.
 */
public final class JsonDice {
  private static final List<String> HOSTILE =
      List.of(
          "null",
          "true",
          "false",
          "{}",
          "[]",
          "\"\"",
          "-1",
          "0",
          "0.5",
          "-0",
          "1e400",
          "-1e400",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "123456789012345678901234567890",
          "\"\\ud800\"",
          "\"\\udc00x\"",
          "\"\\u0000\"",
          "\"\\r\\n\"",
          "\"a b\"",
          "\">\"",
          "\"*\"",
          "\"..\"",
          "\"äöü€😀\"",
          "[null]",
          "[\"\",1,{}]",
          "{\"\":\"\"}",
          "{\"a\":{\"b\":[1,2,3]}}",
          "\"2006-01-02T15:04:05Z\"",
          "\"9999999999-01-01T00:00:00Z\"");

  private JsonDice() {}

  /** Raw text in place of a value. */
  private record Raw(String text) {}

  /** The bytes of {@code template}, half of the time with mistakes in it. */
  public static byte[] write(Dice dice, Map<String, Object> template) {
    Object root = template;
    if (dice.oneIn(2)) {
      for (int left = dice.between(1, 3); left > 0; left--) {
        root = mistake(dice, root);
      }
    }
    var text = new StringBuilder();
    append(text, root, dice);
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return dice.oneIn(8) ? Mangler.mangle(dice, bytes) : bytes;
  }

  /** The bytes of {@code template} as it is. */
  public static byte[] right(Map<String, Object> template) {
    var text = new StringBuilder();
    append(text, template, new Dice(0));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Object mistake(Dice dice, Object value) {
    if (value instanceof Map<?, ?> map && !map.isEmpty() && !dice.oneIn(20)) {
      return inMap(dice, map);
    }
    if (value instanceof List<?> list && !list.isEmpty() && !dice.oneIn(3)) {
      var copy = new ArrayList<Object>(list);
      int at = dice.below(copy.size());
      copy.set(at, mistake(dice, copy.get(at)));
      return copy;
    }
    return hostile(dice);
  }

  private static Map<String, Object> inMap(Dice dice, Map<?, ?> map) {
    var copy = new LinkedHashMap<String, Object>();
    map.forEach((name, value) -> copy.put(String.valueOf(name), value));
    String name = dice.of(List.copyOf(copy.keySet()));
    switch (dice.below(8)) {
      case 0 -> copy.remove(name);
      case 1 -> copy.put(dice.of("x", "", "\\u0000", "seq", "name"), hostile(dice));
      case 2 -> copy.put(name, hostile(dice));
      case 3 -> copy.put(name, dice.number());
      default -> copy.computeIfPresent(name, (same, value) -> mistake(dice, value));
    }
    return copy;
  }

  private static Raw hostile(Dice dice) {
    return switch (dice.below(12)) {
      case 0 -> new Raw("[".repeat(dice.of(3, 400, 998, 1001)) + dice.of("", "1"));
      case 1 -> nested(dice.of(3, 400, 990, 997, 998, 999, 1000, 1001));
      case 2 -> new Raw('"' + "x".repeat(dice.of(255, 512, 513, 4096, 5000)) + '"');
      case 3 -> new Raw("9".repeat(dice.of(20, 999, 1001)));
      case 4 -> new Raw(Long.toString(dice.number()));
      default -> new Raw(dice.of(HOSTILE));
    };
  }

  private static Raw nested(int depth) {
    return new Raw("{\"a\":".repeat(depth) + "1" + "}".repeat(depth));
  }

  private static void append(StringBuilder text, Object value, Dice dice) {
    if (value instanceof Map<?, ?> map) {
      String comma = "{";
      for (Map.Entry<?, ?> field : map.entrySet()) {
        text.append(comma).append('"').append(field.getKey()).append("\":");
        append(text, field.getValue(), dice);
        comma = dice.oneIn(40) ? " ,\n" : ",";
      }
      text.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String comma = "[";
      for (Object item : list) {
        text.append(comma);
        append(text, item, dice);
        comma = ",";
      }
      text.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof String string) {
      text.append('"').append(string.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    } else if (value instanceof Raw raw) {
      text.append(raw.text());
    } else {
      text.append(value);
    }
  }
}
