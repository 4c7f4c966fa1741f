package io.holdfast.net.protocol;

/**
 * The syntax of subjects and patterns (source: the NATS protocol): tokens separated by dots; in a
 * pattern {@code *} stands for one whole token and a final {@code >} for one or more.
 */
public final class Subjects {
  private Subjects() {}

  /**
   * Whether {@code pattern} can be subscribed to: no empty token, no blank, {@code >} only as the
   * last token.
   */
  public static boolean isPattern(String pattern) {
    return check(pattern, true);
  }

  /** Whether {@code subject} names exactly one subject: a pattern without wildcards. */
  public static boolean isLiteral(String subject) {
    return check(subject, false);
  }

  private static boolean check(String text, boolean wildcards) {
    int tokenStart = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '.' : text.charAt(i);
      if (c <= ' ' || c == 0x7f) {
        return false;
      }
      if (c != '.') {
        continue;
      }
      if (i == tokenStart) {
        return false;
      }
      if (i == tokenStart + 1) {
        char only = text.charAt(tokenStart);
        boolean wild = only == '*' || only == '>';
        if (wild && (!wildcards || (only == '>' && i < text.length()))) {
          return false;
        }
      }
      tokenStart = i + 1;
    }
    return true;
  }

  /** Whether the literal {@code subject} matches {@code pattern}. */
  public static boolean matches(String pattern, String subject) {
    int p = 0;
    int s = 0;
    while (true) {
      int patternEnd = tokenEnd(pattern, p);
      int subjectEnd = tokenEnd(subject, s);
      if (isOnly(pattern, p, patternEnd, '>')) {
        return true;
      }
      boolean same =
          isOnly(pattern, p, patternEnd, '*')
              || (patternEnd - p == subjectEnd - s
                  && pattern.regionMatches(p, subject, s, patternEnd - p));
      boolean patternDone = patternEnd == pattern.length();
      boolean subjectDone = subjectEnd == subject.length();
      if (!same || patternDone != subjectDone) {
        return false;
      }
      if (patternDone) {
        return true;
      }
      p = patternEnd + 1;
      s = subjectEnd + 1;
    }
  }

  /** Whether some literal subject matches both patterns. */
  public static boolean overlap(String left, String right) {
    int l = 0;
    int r = 0;
    while (true) {
      int leftEnd = tokenEnd(left, l);
      int rightEnd = tokenEnd(right, r);
      if (isOnly(left, l, leftEnd, '>') || isOnly(right, r, rightEnd, '>')) {
        return true;
      }
      boolean same =
          isOnly(left, l, leftEnd, '*')
              || isOnly(right, r, rightEnd, '*')
              || (leftEnd - l == rightEnd - r && left.regionMatches(l, right, r, leftEnd - l));
      boolean leftDone = leftEnd == left.length();
      boolean rightDone = rightEnd == right.length();
      if (!same || leftDone != rightDone) {
        return false;
      }
      if (leftDone) {
        return true;
      }
      l = leftEnd + 1;
      r = rightEnd + 1;
    }
  }

  /**
   * Whether every literal subject that {@code narrower} matches is matched by {@code wider}, too.
   */
  public static boolean covers(String wider, String narrower) {
    int w = 0;
    int n = 0;
    while (true) {
      int widerEnd = tokenEnd(wider, w);
      int narrowerEnd = tokenEnd(narrower, n);
      if (isOnly(wider, w, widerEnd, '>')) {
        return true;
      }
      boolean same =
          isOnly(wider, w, widerEnd, '*')
              ? !isOnly(narrower, n, narrowerEnd, '>')
              : widerEnd - w == narrowerEnd - n
                  && wider.regionMatches(w, narrower, n, widerEnd - w);
      boolean widerDone = widerEnd == wider.length();
      boolean narrowerDone = narrowerEnd == narrower.length();
      if (!same || widerDone != narrowerDone) {
        return false;
      }
      if (widerDone) {
        return true;
      }
      w = widerEnd + 1;
      n = narrowerEnd + 1;
    }
  }

  private static int tokenEnd(String text, int from) {
    int dot = text.indexOf('.', from);
    return dot < 0 ? text.length() : dot;
  }

  private static boolean isOnly(String text, int from, int to, char c) {
    return to == from + 1 && text.charAt(from) == c;
  }
}
