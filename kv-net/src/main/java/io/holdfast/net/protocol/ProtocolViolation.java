package io.holdfast.net.protocol;

import org.jspecify.annotations.Nullable;

/** Stops the decoding of a connection; carries the client's {@code -ERR} text, or null for none. */
final class ProtocolViolation extends Exception {
  private static final long serialVersionUID = 1;

  static final String UNKNOWN_OPERATION = "Unknown Protocol Operation";
  static final String CONTROL_LINE_TOO_LONG = "maximum control line exceeded";
  static final String PAYLOAD_TOO_LARGE = "Maximum Payload Violation";

  private final @Nullable String text;

  ProtocolViolation(@Nullable String text) {
    super(text, null, false, false);
    this.text = text;
  }

  /** Malformed arguments: official servers close without a word. */
  static ProtocolViolation silent() {
    return new ProtocolViolation(null);
  }

  @Nullable String text() {
    return text;
  }
}
