package io.holdfast.net.jetstream;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a consumer expects back for what it delivers. */
enum AckPolicy {
  /** Nothing. */
  NONE,
  /** An acknowledgement of each message. */
  EXPLICIT,
  /** An acknowledgement of one message, which stands for all before it. */
  ALL;

  /** The policy by its name on the wire; null when there is none. */
  static @Nullable AckPolicy named(String name) {
    for (AckPolicy policy : values()) {
      if (policy.wireName().equals(name)) {
        return policy;
      }
    }
    return null;
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
