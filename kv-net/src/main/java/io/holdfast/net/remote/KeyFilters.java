package io.holdfast.net.remote;

import io.holdfast.kv.Names;
import io.holdfast.net.protocol.Subjects;
import java.util.ArrayList;
import java.util.List;

/**
 * The filters of a watch as a server takes them: consumers refuse filters that overlap, so covered
 * ones are left out, and where two still overlap everything is asked for and filtered here.
 * Immutable.
 *
 * @param asked what the server is asked for
 * @param wanted what the caller wants
 */
record KeyFilters(List<String> asked, List<String> wanted) {
  static KeyFilters of(List<String> wanted) {
    wanted.forEach(Names::checkFilter);
    var distinct = wanted.stream().distinct().toList();
    var asked = new ArrayList<String>();
    for (String filter : distinct) {
      if (distinct.stream().noneMatch(other -> !other.equals(filter) && covers(other, filter))) {
        asked.add(filter);
      }
    }
    for (int i = 0; i < asked.size(); i++) {
      for (int j = i + 1; j < asked.size(); j++) {
        if (overlap(asked.get(i).split("\\.", -1), asked.get(j).split("\\.", -1))) {
          return new KeyFilters(List.of(">"), List.copyOf(distinct));
        }
      }
    }
    return new KeyFilters(List.copyOf(asked), List.copyOf(distinct));
  }

  /** What a server is asked for that takes several filters, or only one. */
  List<String> asked(boolean several) {
    return several || asked.size() == 1 ? asked : List.of(">");
  }

  boolean match(String key) {
    for (String filter : wanted) {
      if (Subjects.matches(filter, key)) {
        return true;
      }
    }
    return false;
  }

  /** Whether every key that matches {@code inner} matches {@code outer}. */
  private static boolean covers(String outer, String inner) {
    String[] outerTokens = outer.split("\\.", -1);
    String[] innerTokens = inner.split("\\.", -1);
    for (int i = 0; i < outerTokens.length; i++) {
      if (i >= innerTokens.length) {
        return false;
      }
      if (outerTokens[i].equals(">")) {
        return true;
      }
      boolean same = outerTokens[i].equals(innerTokens[i]);
      if (innerTokens[i].equals(">") || !(same || outerTokens[i].equals("*"))) {
        return false;
      }
    }
    return outerTokens.length == innerTokens.length;
  }

  /** Whether some key matches both. */
  private static boolean overlap(String[] one, String[] other) {
    int shorter = Math.min(one.length, other.length);
    for (int i = 0; i < shorter; i++) {
      if (one[i].equals(">") || other[i].equals(">")) {
        return true;
      }
      boolean wild = one[i].equals("*") || other[i].equals("*");
      if (!wild && !one[i].equals(other[i])) {
        return false;
      }
    }
    return one.length == other.length;
  }
}
