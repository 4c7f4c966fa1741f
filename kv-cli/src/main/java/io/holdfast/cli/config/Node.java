package io.holdfast.cli.config;

import java.util.List;
import java.util.Map;

/** What stands behind a key of a configuration file. Immutable; never prints a value. */
sealed interface Node {
  /** Where it begins. */
  Place place();

  /** A word, number or text; what it means is up to who asks. */
  record Text(Place place, String text) implements Node {
    @Override
    public String toString() {
      return "Text[" + place + "]";
    }
  }

  /** Values in square brackets. */
  record Items(Place place, List<Node> items) implements Node {
    /** Copies the list. */
    public Items {
      items = List.copyOf(items);
    }
  }

  /** Keys and values in braces, or the whole file; in the order of the file. */
  record Section(Place place, Map<String, Node> entries) implements Node {}

  /** What it is, for messages. */
  default String kind() {
    return this instanceof Section
        ? "a section in braces"
        : this instanceof Items ? "a list" : "a value";
  }
}
