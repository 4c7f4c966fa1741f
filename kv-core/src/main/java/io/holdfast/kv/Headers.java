package io.holdfast.kv;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The headers stored with an entry, as the NATS header block: {@code NATS/1.0}, then {@code Name:
 * value} lines, each ended by CR LF, then an empty line (source: NATS ADR-4). Immutable; names are
 * case-sensitive; order and repeats are kept; the block is kept byte for byte, so what a client
 * stored is what every client reads.
 *
 * <p>Names that begin with {@code Nats-} or {@code Holdfast-}, and {@code KV-Operation}, in any
 * case, are reserved: on the wire they tell what an entry is. An entry that a NATS client wrote may
 * have some; a {@link Bucket} refuses them from applications.
 */
public final class Headers {
  /** No headers. */
  public static final Headers NONE = new Headers(Bytes.EMPTY);

  /** Longest block, in bytes, that a store accepts. */
  public static final int MAX_BLOCK_BYTES = 65_535;

  private static final String LINE_END = "\r\n";
  private static final String VERSION_LINE = "NATS/1.0";

  /** A blank, since blanks around a name do not belong to it. */
  private static final String RESERVED_BEGIN = "nNhHkK \t";

  private static final List<String> RESERVED = List.of("Nats-", "Holdfast-");
  private static final String END = "\r\n\r\n";

  private final Bytes block;

  private Headers(Bytes block) {
    this.block = block;
  }

  /**
   * Headers from a raw block.
   *
   * @throws InvalidArgumentException when the block is not empty and does not begin with {@code
   *     NATS/1.0} or does not end with an empty line
   */
  public static Headers ofBlock(Bytes block) {
    if (block.isEmpty()) {
      return NONE;
    }
    if (!isFramed(block)) {
      throw new InvalidArgumentException(
          "header block of "
              + block.length()
              + " bytes must begin with NATS/1.0 and end with an empty line");
    }
    return new Headers(block);
  }

  private static boolean isFramed(Bytes block) {
    int end = block.length() - END.length();
    return end >= VERSION_LINE.length() && isAt(block, 0, VERSION_LINE) && isAt(block, end, END);
  }

  private static boolean isAt(Bytes block, int from, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (block.at(from + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Headers of the given names and values, alternating: {@code of("KV-Operation", "DEL")}. */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new InvalidArgumentException(
          "names and values must come in pairs, got " + namesAndValues.length);
    }
    if (namesAndValues.length == 0) {
      return NONE;
    }
    var text = new StringBuilder(VERSION_LINE).append(LINE_END);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      append(text, namesAndValues[i], namesAndValues[i + 1]);
    }
    return ended(text);
  }

  /** These headers with one more line at the end. */
  public Headers plus(String name, String value) {
    String old = isEmpty() ? VERSION_LINE + LINE_END : text(block).substring(0, block.length() - 2);
    var text = new StringBuilder(old);
    append(text, name, value);
    return ended(text);
  }

  private static void append(StringBuilder text, String name, String value) {
    checkToken(name, "header name", true);
    checkToken(value, "value of header '" + name + "'", false);
    text.append(name).append(": ").append(value).append(LINE_END);
  }

  private static Headers ended(StringBuilder text) {
    String block = text.append(LINE_END).toString();
    return new Headers(Bytes.wrap(block.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** The value of the first line whose name matches exactly, blanks around it removed. */
  public Optional<String> first(String name) {
    var values = all(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
  }

  /** The values of every line with that name, in order. */
  public List<String> all(String name) {
    if (block.isEmpty()) {
      return List.of();
    }
    var values = new ArrayList<String>();
    for (String line : lines()) {
      int colon = line.indexOf(':');
      if (colon == name.length() && line.startsWith(name)) {
        values.add(line.substring(colon + 1).strip());
      }
    }
    return values;
  }

  /** Every line's name, in order, repeats included. */
  public List<String> names() {
    var names = new ArrayList<String>();
    for (String line : lines()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        names.add(line.substring(0, colon));
      }
    }
    return names;
  }

  /** The first name that is reserved, as it is written; empty when none is. */
  public Optional<String> firstReserved() {
    return mayHaveReserved()
        ? lines().stream().map(Headers::name).filter(Headers::isReserved).findFirst()
        : Optional.empty();
  }

  /** Whether a line begins like a reserved one: each write asks, and few have any. */
  private boolean mayHaveReserved() {
    for (int i = 0; i < block.length() - 1; i++) {
      if (block.at(i) == '\n' && RESERVED_BEGIN.indexOf(block.at(i + 1)) >= 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * These headers without those reserved: what an application may write of an entry it has read.
   */
  public Headers withoutReserved() {
    if (firstReserved().isEmpty()) {
      return this;
    }
    var text = new StringBuilder(VERSION_LINE).append(LINE_END);
    int versionLine = text.length();
    for (String line : lines()) {
      if (!isReserved(name(line))) {
        text.append(line).append(LINE_END);
      }
    }
    return text.length() == versionLine ? NONE : ended(text);
  }

  private static String name(String line) {
    int colon = line.indexOf(':');
    return (colon < 0 ? line : line.substring(0, colon)).strip();
  }

  private static boolean isReserved(String name) {
    return name.equalsIgnoreCase("KV-Operation")
        || RESERVED.stream().anyMatch(start -> startsWith(name, start));
  }

  private static boolean startsWith(String name, String start) {
    return name.regionMatches(true, 0, start, 0, start.length());
  }

  /** Whether there are no headers. */
  public boolean isEmpty() {
    return block.isEmpty();
  }

  /** The raw block; empty when there are no headers. */
  public Bytes block() {
    return block;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers that && block.equals(that.block);
  }

  @Override
  public int hashCode() {
    return block.hashCode();
  }

  @Override
  public String toString() {
    return "Headers" + lines();
  }

  private List<String> lines() {
    if (block.isEmpty()) {
      return List.of();
    }
    String text = text(block);
    var lines = new ArrayList<String>();
    for (int end = text.indexOf(LINE_END); end >= 0; ) {
      int start = end + LINE_END.length();
      end = text.indexOf(LINE_END, start);
      String line = end < 0 ? text.substring(start) : text.substring(start, end);
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** One byte is one character, so that the block survives whatever its values hold. */
  private static String text(Bytes block) {
    return new String(block.toArray(), StandardCharsets.ISO_8859_1);
  }

  private static void checkToken(String text, String what, boolean name) {
    if (name && (text.isEmpty() || text.indexOf(':') >= 0)) {
      throw new InvalidArgumentException(what + " '" + text + "' must not be empty or contain ':'");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n' || c == 0 || c > 0xff) {
        throw new InvalidArgumentException(
            what
                + " must not contain CR, LF, NUL or characters beyond Latin-1 (at index "
                + i
                + ")");
      }
    }
  }
}
