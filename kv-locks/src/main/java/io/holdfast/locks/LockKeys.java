package io.holdfast.locks;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LeaseRef;
import java.nio.charset.StandardCharsets;

/**
 * The keys of one lock, as {@code docs/lock-protocol.md} lays them out. Immutable.
 *
 * @param name the lock's name as its users know it
 * @param lock the key that names the holder
 * @param queue what the keys of its tickets begin with
 */
record LockKeys(String name, String lock, String queue) {
  private static final String LEASE_PREFIX = "lease.";
  private static final int LONGEST_TOKEN = 440;

  static LockKeys of(String name) {
    if (name.isEmpty()) {
      throw new InvalidArgumentException("a lock's name is empty: name it, such as 'invoice-42'");
    }
    String token = encode(name);
    if (token.length() > LONGEST_TOKEN) {
      throw new InvalidArgumentException(
          "lock name of "
              + token.length()
              + " bytes in its escaped form must have 1 to "
              + LONGEST_TOKEN
              + ": '"
              + name.substring(0, Math.min(40, name.length()))
              + "'");
    }
    return new LockKeys(name, "lock." + token, "queue." + token + ".");
  }

  static String lease(String id) {
    return LEASE_PREFIX + id;
  }

  /**
   * The key of a ticket; its third token names the session, so that a session can watch its own.
   */
  String ticket(LeaseRef lease, String attempt) {
    return queue + session(lease) + '.' + attempt;
  }

  /** The filter that matches every ticket. */
  String tickets() {
    return queue + "*.*";
  }

  /** The filter that matches every ticket of one session, for whatever lock. */
  static String ticketsOf(LeaseRef lease) {
    return "queue.*." + session(lease) + ".*";
  }

  private static String session(LeaseRef lease) {
    return lease.key().substring(LEASE_PREFIX.length());
  }

  /** {@code text} as a single key token: injective, and readable where the text is plain. */
  static String encode(String text) {
    var token = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(b)) {
        token.append((char) b);
      } else {
        token.append('=').append(hexDigit(b >> 4)).append(hexDigit(b));
      }
    }
    return token.toString();
  }

  /** The text that {@link #encode} was given; whatever else is there stays as it is. */
  static String decode(String token) {
    byte[] bytes = new byte[token.length()];
    int length = 0;
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c == '=' && i + 2 < token.length()) {
        int high = Character.digit(token.charAt(i + 1), 16);
        int low = Character.digit(token.charAt(i + 2), 16);
        if (high >= 0 && low >= 0) {
          c = (char) (high << 4 | low);
          i += 2;
        }
      }
      bytes[length++] = (byte) c;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '_'
        || b == '/';
  }

  private static char hexDigit(int value) {
    return "0123456789ABCDEF".charAt(value & 0xf);
  }
}
