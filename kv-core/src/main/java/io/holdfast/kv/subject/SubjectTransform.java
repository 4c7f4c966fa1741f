package io.holdfast.kv.subject;

import io.holdfast.kv.InvalidArgumentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Maps the subjects that match a pattern to others (source: NATS subject mapping). Immutable.
 *
 * <p>In the pattern {@code *} stands for one token and a final {@code >} for one or more. In the
 * destination {@code {{wildcard(n)}}} and {@code $n} are the token that the n-th {@code *} stood
 * for, counted from 1, a {@code *} is the next one in order, and a final {@code >} is what the
 * pattern's stood for: it is there in both or in neither. Other functions of NATS's mappings are
 * refused.
 */
public final class SubjectTransform {
  private static final String ANY_TOKEN = "*";
  private static final String ANY_REST = ">";
  private static final Pattern WILDCARD =
      Pattern.compile("\\{\\{[wW]ildcard\\((\\d{1,3})\\)\\}\\}|\\$(\\d{1,3})");

  private final List<String> pattern;
  private final List<Part> destination;

  /** A token of the destination: a text, or which wildcard's token, from 0. */
  private record Part(String text, int wildcard) {
    static final int NONE = -1;
  }

  private SubjectTransform(List<String> pattern, List<Part> destination) {
    this.pattern = pattern;
    this.destination = destination;
  }

  /**
   * A mapping.
   *
   * @throws InvalidArgumentException when either is malformed or they do not fit each other
   */
  public static SubjectTransform of(String pattern, String destination) {
    List<String> from = tokens("pattern", pattern);
    List<String> to = tokens("destination", destination);
    if (from.contains(ANY_REST) != to.contains(ANY_REST)) {
      throw refused(pattern, destination, "'>' must end both or neither");
    }
    int wildcards = (int) from.stream().filter(ANY_TOKEN::equals).count();
    var parts = new ArrayList<Part>();
    int inOrder = 0;
    for (String token : to) {
      int wildcard = token.equals(ANY_TOKEN) ? inOrder++ : wildcard(token);
      if (wildcard >= wildcards || wildcard < Part.NONE) {
        throw refused(
            pattern, destination, "'" + token + "' names none of its " + wildcards + " wildcards");
      }
      if (wildcard == Part.NONE && token.startsWith("{{")) {
        throw refused(
            pattern, destination, "'" + token + "' is not supported, only {{wildcard(n)}} is");
      }
      parts.add(new Part(token, wildcard));
    }
    return new SubjectTransform(from, List.copyOf(parts));
  }

  /** Which wildcard {@code token} names, from 0; {@link Part#NONE}: it is a text. */
  private static int wildcard(String token) {
    Matcher matcher = WILDCARD.matcher(token);
    if (!matcher.matches()) {
      return Part.NONE;
    }
    String number = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    int wildcard = Integer.parseInt(number) - 1;
    return wildcard == Part.NONE ? Integer.MIN_VALUE : wildcard;
  }

  private static List<String> tokens(String what, String subject) {
    List<String> tokens = List.of(subject.split("\\.", -1));
    int rest = tokens.indexOf(ANY_REST);
    boolean blank = subject.chars().anyMatch(c -> c <= ' ' || c == 0x7f);
    if (blank || tokens.contains("") || (rest >= 0 && rest < tokens.size() - 1)) {
      throw new InvalidArgumentException(
          what
              + " '"
              + subject
              + "' of a mapping has a blank or an empty token, or '>' before its end");
    }
    return tokens;
  }

  private static InvalidArgumentException refused(
      String pattern, String destination, String reason) {
    return new InvalidArgumentException(
        "subjects '" + pattern + "' cannot be mapped to '" + destination + "': " + reason);
  }

  /** What the literal {@code subject} becomes; null when the pattern does not match it. */
  public @Nullable String apply(String subject) {
    String[] tokens = subject.split("\\.", -1);
    boolean open = pattern.get(pattern.size() - 1).equals(ANY_REST);
    if (open ? tokens.length < pattern.size() : tokens.length != pattern.size()) {
      return null;
    }
    var caught = new ArrayList<String>();
    for (int i = 0; i < pattern.size(); i++) {
      String expected = pattern.get(i);
      if (expected.equals(ANY_TOKEN)) {
        caught.add(tokens[i]);
      } else if (!expected.equals(ANY_REST) && !expected.equals(tokens[i])) {
        return null;
      }
    }
    var mapped = new StringBuilder(subject.length());
    for (Part part : destination) {
      mapped.append(mapped.isEmpty() ? "" : ".");
      if (part.wildcard() != Part.NONE) {
        mapped.append(caught.get(part.wildcard()));
      } else if (part.text().equals(ANY_REST)) {
        mapped.append(
            String.join(".", Arrays.asList(tokens).subList(pattern.size() - 1, tokens.length)));
      } else {
        mapped.append(part.text());
      }
    }
    return mapped.toString();
  }

  /** A pattern that every subject this leads to matches. */
  public String range() {
    var range = new ArrayList<String>();
    destination.forEach(part -> range.add(part.wildcard() == Part.NONE ? part.text() : ANY_TOKEN));
    return String.join(".", range);
  }
}
