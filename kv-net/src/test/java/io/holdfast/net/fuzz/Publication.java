package io.holdfast.net.fuzz;

import io.holdfast.kv.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * What a client publishes: {@code headers} is the text of the block, one byte a character; empty
 * for none. Immutable.
 */
public record Publication(String subject, String headers, Bytes body) {
  /** Without headers. */
  public static Publication of(String subject, Bytes body) {
    return new Publication(subject, "", body);
  }

  /** The block as bytes. */
  public Bytes headerBlock() {
    return Bytes.wrap(headers.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Headers and body together, in bytes. */
  public int size() {
    return headers.length() + body.length();
  }

  /** For people; what is long is cut. */
  @Override
  public String toString() {
    String text = subject + "\n" + headers + body.utf8();
    return text.length() > 1000 ? text.substring(0, 1000) + "…" : text;
  }
}
