package io.holdfast.cli.config;

import io.holdfast.cli.DurationConverter;
import io.holdfast.cli.SizeConverter;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.time.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * One section of a configuration file, asked for key by key; what was never asked for is refused at
 * the end, so that no key is passed over. Keys are looked for in any letter case, as in NATS. To be
 * used once, by one thread.
 */
final class Fields {
  private static final Set<String> TRUE = Set.of("true", "yes", "on");
  private static final Set<String> FALSE = Set.of("false", "no", "off");

  /** What NATS servers have, and this one has not. */
  private static final Set<String> OF_NATS =
      Set.of(
          "accounts",
          "gateway",
          "leafnodes",
          "mqtt",
          "operator",
          "resolver",
          "system_account",
          "websocket");

  private final Node.Section section;
  private final String path;
  private final Set<String> known = new LinkedHashSet<>();

  /**
   * The keys of {@code section}; {@code path} is what goes before them in messages, such as {@code
   * "tls."}.
   */
  Fields(Node.Section section, String path) {
    this.section = section;
    this.path = path;
  }

  Place place() {
    return section.place();
  }

  /** The first of {@code keys} that is there; two of them are one too many. */
  @Nullable Node node(String... keys) {
    Node found = null;
    for (String key : keys) {
      known.add(key);
      for (Map.Entry<String, Node> entry : section.entries().entrySet()) {
        if (entry.getKey().toLowerCase(Locale.ROOT).equals(key)) {
          if (found != null) {
            throw entry
                .getValue()
                .place()
                .wrong(
                    "'"
                        + path
                        + entry.getKey()
                        + "' means the same as a key before it: remove one");
          }
          found = entry.getValue();
        }
      }
    }
    return found;
  }

  @Nullable String text(String... keys) {
    Node node = node(keys);
    return node == null ? null : text(node, keys[0]);
  }

  /** The text of {@code node}, found under {@code key}; never empty. */
  String text(Node node, String key) {
    if (!(node instanceof Node.Text text)) {
      throw wrong(node, key, "is " + node.kind() + ", expected one value");
    }
    if (text.text().isBlank()) {
      throw wrong(node, key, "is empty: give a value, or remove the key");
    }
    return text.text();
  }

  /** One text, or a list of them. */
  List<String> texts(Node node, String key) {
    if (!(node instanceof Node.Items list)) {
      return List.of(text(node, key));
    }
    var all = new ArrayList<String>();
    list.items().forEach(item -> all.add(text(item, key)));
    return all;
  }

  @Nullable Path path(String key) {
    Node node = node(key);
    return node == null ? null : ConfigFiles.beside(node.place().file(), text(node, key));
  }

  @Nullable Integer number(int least, int most, String... keys) {
    Node node = node(keys);
    return node == null ? null : number(node, text(node, keys[0]), least, most, keys[0]);
  }

  int number(Node node, String text, int least, int most, String key) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw wrong(node, key, "is '" + text + "', expected a number from " + least + " to " + most);
  }

  boolean flag(String key) {
    Node node = node(key);
    if (node == null) {
      return false;
    }
    String word = text(node, key).toLowerCase(Locale.ROOT);
    if (!TRUE.contains(word) && !FALSE.contains(word)) {
      throw wrong(node, key, "is '" + word + "', expected true or false");
    }
    return TRUE.contains(word);
  }

  /** A size in bytes: {@code 500}, {@code 64k} or {@code 64kb}, {@code 256m}, {@code 1g}. */
  @Nullable Long size(long least, long most, String key) {
    Node node = node(key);
    if (node == null) {
      return null;
    }
    String text = text(node, key).toLowerCase(Locale.ROOT);
    long bytes;
    try {
      bytes = new SizeConverter().convert(text.replaceFirst("(?<=[kmg])i?b$", ""));
    } catch (TypeConversionException e) {
      throw wrong(node, key, "cannot be read: " + e.getMessage());
    }
    if (bytes < least || bytes > most) {
      throw wrong(node, key, "is " + bytes + " bytes, expected " + least + " to " + most);
    }
    return bytes;
  }

  /** A duration, {@code 250ms}; a plain number counts seconds, as in NATS. */
  @Nullable Duration duration(Duration least, String key) {
    Node node = node(key);
    return node == null ? null : duration(node, least, key);
  }

  Duration duration(Node node, Duration least, String key) {
    String text = text(node, key);
    Duration found;
    try {
      found =
          text.matches("\\d{1,6}(\\.\\d{1,3})?")
              ? Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000))
              : new DurationConverter().convert(text);
    } catch (TypeConversionException e) {
      throw wrong(node, key, "cannot be read: " + e.getMessage());
    }
    if (found.compareTo(least) < 0) {
      throw wrong(
          node,
          key,
          "is " + DurationText.of(found) + ", expected at least " + DurationText.of(least));
    }
    return found;
  }

  @Nullable Fields section(String key) {
    Node node = node(key);
    return node == null ? null : section(node, key);
  }

  /** The section that {@code node} is, found under {@code key}. */
  Fields section(Node node, String key) {
    if (node instanceof Node.Section inner) {
      return new Fields(inner, path + key + ".");
    }
    throw wrong(node, key, "is " + node.kind() + ", expected a section: " + key + " { … }");
  }

  /** The sections of the list {@code key}, each with its number in messages; none: empty. */
  @Nullable List<Fields> sections(String key) {
    Node node = node(key);
    if (node == null) {
      return null;
    }
    if (!(node instanceof Node.Items list)) {
      throw wrong(node, key, "is " + node.kind() + ", expected a list: " + key + " [ { … } ]");
    }
    var all = new ArrayList<Fields>();
    for (Node item : list.items()) {
      all.add(section(item, key + "[" + (all.size() + 1) + "]"));
    }
    return all;
  }

  /** The keys of this section with their values, for one whose keys are names. */
  Map<String, Node> entries() {
    return section.entries();
  }

  /** A refusal of {@code key}; {@code what} goes after its name. */
  InvalidArgumentException wrong(Node node, String key, String what) {
    return node.place().wrong("'" + path + key + "' " + what);
  }

  /** What {@code made} says is wrong, told with the place of {@code node}. */
  <T> T at(Node node, String key, java.util.function.Supplier<T> made) {
    try {
      return made.get();
    } catch (InvalidArgumentException e) {
      throw new InvalidArgumentException(
          node.place() + ": '" + path + key + "': " + e.getMessage(), e);
    }
  }

  /** Refuses every key that nobody has asked for. */
  void end() {
    section
        .entries()
        .forEach(
            (key, node) -> {
              String lower = key.toLowerCase(Locale.ROOT);
              if (!known.contains(lower)) {
                throw wrong(
                    node,
                    key,
                    path.isEmpty() && OF_NATS.contains(lower)
                        ? "is known to NATS servers and not served here: remove it"
                        : "is unknown; known here: " + String.join(", ", known));
              }
            });
  }
}
