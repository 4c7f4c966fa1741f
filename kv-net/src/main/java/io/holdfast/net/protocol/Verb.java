package io.holdfast.net.protocol;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The verbs a client may use; any letter case. */
enum Verb {
  CONNECT,
  PING,
  PONG,
  SUB,
  UNSUB,
  PUB,
  HPUB;

  private static final Verb[] ALL = values();

  /** The verb in the {@code length} bytes at {@code index}; null when it is none. */
  static @Nullable Verb read(ByteBuf in, int index, int length) {
    for (Verb verb : ALL) {
      if (verb.name().length() == length && verb.agrees(in, index, length)) {
        return verb;
      }
    }
    return null;
  }

  /**
   * Whether bytes that go on may still turn out to begin with a verb: strangers are turned away
   * early.
   */
  static boolean mayBegin(ByteBuf in, int index, int length) {
    for (Verb verb : ALL) {
      int known = verb.name().length();
      if (verb.agrees(in, index, Math.min(known, length))
          && (length <= known || ControlLine.isBlank(in.getByte(index + known)))) {
        return true;
      }
    }
    return false;
  }

  private boolean agrees(ByteBuf in, int index, int length) {
    for (int i = 0; i < length; i++) {
      if ((in.getByte(index + i) & ~0x20) != name().charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
