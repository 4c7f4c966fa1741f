package io.holdfast.net.access;

import io.holdfast.kv.InvalidArgumentException;
import java.util.Arrays;

/**
 * Keys as text (source: the NATS nkeys format): base32 without padding of a prefix, the key and a
 * CRC-16/XMODEM, little-endian.
 */
final class NkeyText {
  /** What the prefix of a user's public key is: "U". */
  static final int USER = 20 << 3;

  /** What the prefix of a seed begins with: "S". */
  private static final int SEED = 18 << 3;

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private NkeyText() {}

  /** The key in {@code text}, which must have that prefix. */
  static byte[] decode(String text, int prefix, int keyBytes) {
    byte[] raw = checked(text, keyBytes + 3);
    if ((raw[0] & 0xff) != prefix) {
      throw wrong("it is no user's public key, which begins with U");
    }
    return Arrays.copyOfRange(raw, 1, raw.length - 2);
  }

  /** The seed in {@code text}, which must be a user's. */
  static byte[] decodeSeed(String text, int seedBytes) {
    byte[] raw = checked(text, seedBytes + 4);
    // The kind of key follows the five bits that say that it is a seed.
    int kind = ((raw[0] & 0x07) << 5) | ((raw[1] & 0xff) >> 3);
    if ((raw[0] & 0xf8) != SEED || kind != USER) {
      throw wrong("it is no user's seed, which begins with SU");
    }
    return Arrays.copyOfRange(raw, 2, raw.length - 2);
  }

  /** The text of a user's public key. */
  static String encode(byte[] key) {
    var raw = new byte[key.length + 3];
    raw[0] = (byte) USER;
    System.arraycopy(key, 0, raw, 1, key.length);
    int crc = crc(raw, raw.length - 2);
    raw[raw.length - 2] = (byte) crc;
    raw[raw.length - 1] = (byte) (crc >> 8);
    return base32(raw);
  }

  private static byte[] checked(String text, int length) {
    byte[] raw = fromBase32(text);
    if (text.length() != (length * 8 + 4) / 5) {
      throw wrong("it has " + text.length() + " characters, which is not the length of one");
    }
    int crc = (raw[length - 2] & 0xff) | ((raw[length - 1] & 0xff) << 8);
    if (crc != crc(raw, length - 2)) {
      throw wrong("its checksum is wrong, so a character is missing or mistyped");
    }
    return raw;
  }

  /** Says nothing of the text itself, which may be a secret. */
  private static InvalidArgumentException wrong(String what) {
    return new InvalidArgumentException("an nkey cannot be read: " + what);
  }

  private static String base32(byte[] raw) {
    var text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte b : raw) {
      bits = (bits << 8) | (b & 0xff);
      held += 8;
      while (held >= 5) {
        held -= 5;
        text.append(ALPHABET.charAt((bits >> held) & 31));
      }
    }
    if (held > 0) {
      text.append(ALPHABET.charAt((bits << (5 - held)) & 31));
    }
    return text.toString();
  }

  private static byte[] fromBase32(String text) {
    var raw = new byte[text.length() * 5 / 8];
    int bits = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = ALPHABET.indexOf(text.charAt(i));
      if (value < 0) {
        throw wrong("a character is none of A to Z and 2 to 7");
      }
      bits = (bits << 5) | value;
      held += 5;
      if (held >= 8) {
        held -= 8;
        raw[at++] = (byte) (bits >> held);
      }
    }
    return raw;
  }

  /** CRC-16/XMODEM: polynomial 0x1021, beginning with 0. */
  private static int crc(byte[] bytes, int length) {
    int crc = 0;
    for (int i = 0; i < length; i++) {
      crc ^= (bytes[i] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
      }
    }
    return crc & 0xffff;
  }
}
