package io.holdfast.net.json;

import java.nio.charset.StandardCharsets;

/** Text for people on its way into JSON, which may quote what a client sent. Stateless. */
public final class WireText {
  private WireText() {}

  /**
   * {@code text} with a question mark for each half of a surrogate pair, which JSON has no form
   * for: an error must reach its client also when it quotes one.
   */
  public static String writable(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
