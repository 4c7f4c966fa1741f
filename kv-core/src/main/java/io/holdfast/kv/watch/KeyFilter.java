package io.holdfast.kv.watch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Key filters, prepared for matching many keys: {@code *} stands for one token, a final {@code >}
 * for one or more. Immutable.
 */
public final class KeyFilter {
  private static final KeyFilter EVERY_KEY = new KeyFilter(List.of(">"));

  private final List<String> patterns;
  private final List<String> literalPrefixes;
  private final boolean everyKey;

  private KeyFilter(List<String> patterns) {
    this.patterns = patterns;
    var prefixes = new ArrayList<String>();
    for (String pattern : patterns) {
      prefixes.add(literalPrefix(pattern));
    }
    this.literalPrefixes = List.copyOf(prefixes);
    this.everyKey = patterns.contains(">");
  }

  /**
   * Matches the keys that match any of {@code filters}, which have passed {@link
   * io.holdfast.kv.Names#checkFilter}.
   */
  public static KeyFilter of(List<String> filters) {
    return filters.size() == 1 && filters.get(0).equals(">")
        ? EVERY_KEY
        : new KeyFilter(List.copyOf(filters));
  }

  /** Matches the keys that match {@code filter}. */
  public static KeyFilter of(String filter) {
    return of(List.of(filter));
  }

  /** The filters it was made from. */
  public List<String> patterns() {
    return patterns;
  }

  /** Whether every key matches. */
  public boolean matchesEveryKey() {
    return everyKey;
  }

  /** Whether {@code key} matches. */
  public boolean matches(String key) {
    if (everyKey) {
      return true;
    }
    for (int i = 0; i < patterns.size(); i++) {
      if (key.startsWith(literalPrefixes.get(i)) && matches(patterns.get(i), key)) {
        return true;
      }
    }
    return false;
  }

  /** The keys it stands for when it has no wildcard; null when it has one. */
  @Nullable List<String> literals() {
    for (String pattern : patterns) {
      if (!isLiteral(pattern)) {
        return null;
      }
    }
    return patterns;
  }

  /** Whether {@code pattern} has no wildcard. */
  public static boolean isLiteral(String pattern) {
    return literalPrefix(pattern).length() == pattern.length();
  }

  /**
   * The characters of {@code pattern} before its first wildcard; every matching key begins with
   * them.
   */
  public static String literalPrefix(String pattern) {
    for (int start = 0; start < pattern.length(); ) {
      int end = tokenEnd(pattern, start);
      if (end == start + 1 && (pattern.charAt(start) == '*' || pattern.charAt(start) == '>')) {
        return pattern.substring(0, start);
      }
      start = end + 1;
    }
    return pattern;
  }

  private static boolean matches(String pattern, String key) {
    int inPattern = 0;
    int inKey = 0;
    while (true) {
      int patternEnd = tokenEnd(pattern, inPattern);
      int keyEnd = tokenEnd(key, inKey);
      boolean oneChar = patternEnd == inPattern + 1;
      if (oneChar && pattern.charAt(inPattern) == '>' && patternEnd == pattern.length()) {
        return true;
      }
      boolean anyToken = oneChar && pattern.charAt(inPattern) == '*';
      if (!anyToken
          && (patternEnd - inPattern != keyEnd - inKey
              || !pattern.regionMatches(inPattern, key, inKey, keyEnd - inKey))) {
        return false;
      }
      if (patternEnd == pattern.length() || keyEnd == key.length()) {
        return patternEnd == pattern.length() && keyEnd == key.length();
      }
      inPattern = patternEnd + 1;
      inKey = keyEnd + 1;
    }
  }

  private static int tokenEnd(String text, int start) {
    int dot = text.indexOf('.', start);
    return dot < 0 ? text.length() : dot;
  }
}
