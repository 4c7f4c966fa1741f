package io.holdfast.net.conformance;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A line of {@code docs/compatibility.md} that is a row of its tables. Stateless. */
final class CompatibilityRow {
  private static final Pattern ROW =
      Pattern.compile("\\| (W\\d+) \\| (MUST|SHOULD|MAY) \\| (.*) \\|[^|]*\\|");

  private CompatibilityRow() {}

  /** The row's number; empty when the line is no row. */
  static String number(String line) {
    Matcher row = ROW.matcher(line);
    return row.matches() ? row.group(1) : "";
  }

  /** The line with the tests that {@code citations} names for it; what is no row stays. */
  static String update(String line, SortedMap<String, SortedSet<String>> citations) {
    Matcher row = ROW.matcher(line);
    if (!row.matches()) {
      return line;
    }
    SortedSet<String> tests = citations.getOrDefault(row.group(1), new TreeSet<>());
    String heldBy = tests.stream().map(test -> "`" + test + "`").collect(Collectors.joining(", "));
    boolean owed = tests.isEmpty() && !row.group(2).equals("MAY");
    return "| "
        + row.group(1)
        + " | "
        + row.group(2)
        + " | "
        + row.group(3)
        + " | "
        + (owed ? "not yet" : heldBy)
        + " |";
  }
}
