package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Headers;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.command.MessageId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The header block of a publish, read once: control headers by name, and the block to store. Names
 * are case-sensitive and the first line of a name counts. The {@code Holdfast-} headers of the wire
 * extension are control only and are taken out of what is stored; a status in the version line is
 * taken out, too; all else is kept byte for byte.
 */
final class PublishHeaders {
  static final PublishHeaders NONE = new PublishHeaders(Map.of(), Headers.NONE);

  private static final String EXTENSION = "Holdfast-";
  private static final String VERSION_LINE = "NATS/1.0\r\n";

  private final Map<String, String> control;
  private final Headers stored;

  private PublishHeaders(Map<String, String> control, Headers stored) {
    this.control = control;
    this.stored = stored;
  }

  static PublishHeaders parse(Headers headers) {
    if (headers.isEmpty()) {
      return NONE;
    }
    // One byte is one character, so that what is stored has the very bytes that came.
    String block = new String(headers.block().toArray(), StandardCharsets.ISO_8859_1);
    var stored = new StringBuilder(block.length()).append(VERSION_LINE);
    Map<String, String> control = new HashMap<>();
    int from = block.indexOf("\r\n") + 2;
    while (from < block.length()) {
      int end = block.indexOf("\r\n", from);
      String line = block.substring(from, end);
      from = end + 2;
      int colon = line.indexOf(':');
      if (colon > 0) {
        control.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
      }
      if (!line.startsWith(EXTENSION) && !line.isEmpty()) {
        stored.append(line).append("\r\n");
      }
    }
    stored.append("\r\n");
    boolean bare = stored.length() == VERSION_LINE.length() + 2;
    Headers kept =
        bare
            ? Headers.NONE
            : Headers.ofBlock(Bytes.wrap(stored.toString().getBytes(StandardCharsets.ISO_8859_1)));
    return new PublishHeaders(control, kept);
  }

  /** The value of a header; null when it is absent. */
  @Nullable String get(String name) {
    return control.get(name);
  }

  /** The value of a header that is there. */
  String required(String name) {
    return Objects.requireNonNull(get(name), name);
  }

  boolean has(String name) {
    return control.containsKey(name);
  }

  /** What is stored with the entry. */
  Headers stored() {
    return stored;
  }

  /** What marks a retry: our request number, else the foreign message id, else nothing. */
  MessageId messageId() {
    String request = get("Holdfast-Request");
    if (request != null) {
      return requestNumber(request);
    }
    String foreign = get("Nats-Msg-Id");
    return foreign == null || foreign.isEmpty() ? MessageId.NONE : new MessageId.Foreign(foreign);
  }

  private static MessageId requestNumber(String text) {
    String[] parts = text.split("/", -1);
    try {
      if (parts.length == 3) {
        return new MessageId.Request(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
      }
    } catch (NumberFormatException | InvalidArgumentException e) {
      // Told below, in the terms of the header.
    }
    throw ApiError.malformedExtension(
        "Holdfast-Request '" + text + "' is not of the form <client>/<sequence>/<settled below>");
  }

  /** The lease that is to own the key; null when none is named. */
  @Nullable LeaseRef lease() {
    String text = get("Holdfast-Lease");
    if (text == null) {
      return null;
    }
    try {
      return LeaseRef.parse(text);
    } catch (InvalidArgumentException e) {
      throw ApiError.malformedExtension("Holdfast-Lease: " + e.getMessage());
    }
  }

  /** Whether the key must not be live. */
  boolean expectsAbsent() {
    String expected = get("Holdfast-Expect");
    if (expected == null) {
      return false;
    }
    if (!expected.equals("absent")) {
      throw ApiError.malformedExtension(
          "Holdfast-Expect '" + expected + "' is unknown, 'absent' is known");
    }
    return true;
  }

  /** A header of the extension that holds milliseconds; empty when absent. */
  OptionalLong millis(String name) {
    String text = get(name);
    if (text == null) {
      return OptionalLong.empty();
    }
    OptionalLong number = number(text);
    if (number.isEmpty() || number.getAsLong() > Long.MAX_VALUE / 1_000_000) {
      throw ApiError.malformedExtension(name + " '" + text + "' is not a number of milliseconds");
    }
    return number;
  }

  /** Whether {@code Nats-Rollup} has {@code value}, in any letter case. */
  boolean rollup(String value) {
    String rollup = get(EntryMessage.ROLLUP);
    return rollup != null && rollup.toLowerCase(Locale.ROOT).equals(value);
  }

  /** A not negative whole number of decimal digits; empty when {@code text} is none. */
  static OptionalLong number(String text) {
    if (text.isEmpty() || text.length() > 18) {
      return OptionalLong.empty();
    }
    long number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return OptionalLong.empty();
      }
      number = number * 10 + (c - '0');
    }
    return OptionalLong.of(number);
  }
}
