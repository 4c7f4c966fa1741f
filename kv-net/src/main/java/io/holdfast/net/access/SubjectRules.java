package io.holdfast.net.access;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.net.protocol.Subjects;
import java.util.ArrayList;
import java.util.List;

/**
 * Which subjects are allowed: those that a pattern of {@code allow} matches and none of {@code
 * deny} does. Immutable.
 */
public record SubjectRules(List<String> allow, List<String> deny) {
  /** Everything. */
  public static final SubjectRules ALL = new SubjectRules(List.of(">"), List.of());

  /** Nothing. */
  public static final SubjectRules NONE = new SubjectRules(List.of(), List.of());

  /**
   * Checks the patterns.
   *
   * @throws InvalidArgumentException naming one that is none
   */
  public SubjectRules {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    allow.forEach(SubjectRules::check);
    deny.forEach(SubjectRules::check);
  }

  private static void check(String pattern) {
    if (!Subjects.isPattern(pattern)) {
      throw new InvalidArgumentException(
          "permission '"
              + pattern
              + "' is no subject: expected tokens joined by dots, '*' for one whole token, '>' for"
              + " all that follow");
    }
  }

  /** These and {@code more}. */
  SubjectRules and(List<String> more) {
    var all = new ArrayList<>(allow);
    all.addAll(more);
    return new SubjectRules(all, deny);
  }

  /** Whether nothing is forbidden. */
  boolean isAll() {
    return deny.isEmpty() && allow.contains(">");
  }

  /** Whether the literal {@code subject} is allowed. */
  boolean permit(String subject) {
    return anyMatches(allow, subject) && !anyMatches(deny, subject);
  }

  private static boolean anyMatches(List<String> patterns, String subject) {
    for (String pattern : patterns) {
      if (Subjects.matches(pattern, subject)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether {@code pattern} may be asked for: every subject that it matches is allowed, or is so
   * but for some that {@code deny} takes out again, which then have to be kept back one by one
   * ({@link #takesOutOf}).
   */
  boolean permitPattern(String pattern) {
    for (String allowed : allow) {
      if (Subjects.covers(allowed, pattern)) {
        return deny.stream().noneMatch(denied -> Subjects.covers(denied, pattern));
      }
    }
    return false;
  }

  /** Whether some subject that {@code pattern} matches is denied. */
  boolean takesOutOf(String pattern) {
    return deny.stream().anyMatch(denied -> Subjects.overlap(denied, pattern));
  }
}
