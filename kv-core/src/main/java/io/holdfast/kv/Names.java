package io.holdfast.kv;

import java.nio.charset.StandardCharsets;

/**
 * The rules for the names of buckets and keys (source: NATS ADR-6, ADR-8), checked where they
 * enter.
 */
public final class Names {
  /** Longest bucket name, in characters. */
  public static final int MAX_BUCKET_LENGTH = 250;

  /** Longest key, in UTF-8 bytes. */
  public static final int MAX_KEY_BYTES = 512;

  /** Most dot-separated tokens in a key. */
  public static final int MAX_KEY_TOKENS = 32;

  /** What keys may be made of so that every client can use them, as a message says it. */
  public static final String KEY_CHARACTERS =
      "a key is made of letters, digits, '-', '_', '/' and '=', in parts joined by '.'";

  private Names() {}

  /**
   * Returns {@code name} if it is a bucket name: letters, digits, {@code _} and {@code -}.
   *
   * @throws InvalidArgumentException otherwise
   */
  public static String checkBucket(String name) {
    if (name.isEmpty() || name.length() > MAX_BUCKET_LENGTH || !isBucketName(name)) {
      throw new InvalidArgumentException(
          "bucket name '"
              + name
              + "' must be 1 to "
              + MAX_BUCKET_LENGTH
              + " letters, digits, '_' or '-'");
    }
    return name;
  }

  /**
   * Returns {@code key} if it can be stored: dot-separated tokens, none empty, no blanks, control
   * characters or wildcards. Wider than the ADR on purpose: official clients send other characters,
   * too.
   *
   * @throws InvalidArgumentException otherwise
   */
  public static String checkKey(String key) {
    return checkTokens(key, "key", false);
  }

  /**
   * Returns {@code filter} if it is a key or a pattern of keys: {@code *} stands for one whole
   * token, a final {@code >} for one or more.
   *
   * @throws InvalidArgumentException otherwise
   */
  public static String checkFilter(String filter) {
    return checkTokens(filter, "key filter", true);
  }

  /** Length of {@code text} in UTF-8, without making the bytes where it is plain. */
  public static int utf8Length(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return text.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return text.length();
  }

  private static String checkTokens(String text, String what, boolean wildcards) {
    if (text.isEmpty()) {
      throw new InvalidArgumentException("the " + what + " is empty: " + KEY_CHARACTERS);
    }
    if (text.charAt(0) == '.' || text.charAt(text.length() - 1) == '.') {
      throw new InvalidArgumentException(
          what + " '" + text + "' begins or ends with '.': " + KEY_CHARACTERS);
    }
    int tokens = 1;
    boolean ascii = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > '>' && c < 0x7f) {
        continue; // Letters and most signs: nothing to check.
      }
      if (c <= ' ' || c == 0x7f) {
        throw new InvalidArgumentException(
            what
                + " '"
                + text
                + "' has a blank or control character at index "
                + i
                + ": "
                + KEY_CHARACTERS);
      }
      if (c == '.') {
        tokens++;
        if (text.charAt(i + 1) == '.') {
          throw new InvalidArgumentException(
              what + " '" + text + "' has two dots at index " + i + ": " + KEY_CHARACTERS);
        }
      } else if (c == '*' || c == '>') {
        checkWildcard(text, what, i, wildcards);
      } else {
        ascii &= c < 0x80;
      }
    }
    if (!ascii && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new InvalidArgumentException(what + " has half a surrogate pair: it has no UTF-8 form");
    }
    int bytes = ascii ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_KEY_BYTES || tokens > MAX_KEY_TOKENS) {
      throw new InvalidArgumentException(
          what
              + " of "
              + bytes
              + " bytes and "
              + tokens
              + " tokens is longer than "
              + MAX_KEY_BYTES
              + " bytes or "
              + MAX_KEY_TOKENS
              + " tokens: '"
              + text.substring(0, Math.min(40, text.length()))
              + "…'");
    }
    return text;
  }

  /** A wildcard counts as one only where it is a whole token. */
  private static void checkWildcard(String text, String what, int at, boolean allowed) {
    boolean last = at == text.length() - 1;
    boolean wholeToken =
        (at == 0 || text.charAt(at - 1) == '.') && (last || text.charAt(at + 1) == '.');
    if (wholeToken && (!allowed || (text.charAt(at) == '>' && !last))) {
      throw new InvalidArgumentException(
          what
              + " '"
              + text
              + "' has the wildcard '"
              + text.charAt(at)
              + "' where "
              + (allowed
                  ? "only the last token may be '>'"
                  : "none is allowed: " + KEY_CHARACTERS));
    }
  }

  private static boolean isBucketName(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isBucketChar(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBucketChar(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
