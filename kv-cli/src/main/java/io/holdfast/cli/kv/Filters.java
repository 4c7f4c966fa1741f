package io.holdfast.cli.kv;

import io.holdfast.kv.InvalidArgumentException;
import java.util.List;

/** Key filters as people write them. */
final class Filters {
  private Filters() {}

  /**
   * Refuses a wildcard inside a token: it would stand for itself, and the filter match nothing that
   * was meant.
   */
  static void check(List<String> filters) {
    for (String filter : filters) {
      String[] tokens = filter.split("\\.", -1);
      for (int i = 0; i < tokens.length; i++) {
        String token = tokens[i];
        boolean wild = token.indexOf('*') >= 0 || token.indexOf('>') >= 0;
        boolean whole = token.equals("*") || (token.equals(">") && i == tokens.length - 1);
        if (wild && !whole) {
          throw new InvalidArgumentException(
              "filter '"
                  + filter
                  + "' has a wildcard in '"
                  + token
                  + "': '*' stands for one whole part between dots, '>' for all parts that follow, so"
                  + " write 'jobs.*' or 'jobs.>'");
        }
      }
    }
  }
}
