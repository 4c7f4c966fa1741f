package io.holdfast.cli.demo;

import io.holdfast.cli.demo.FencedCounter.Content;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run of the demo came to.
 *
 * @param expected rounds that had to be completed
 * @param counted rounds that workers completed
 * @param granted times the mutex was granted
 * @param fenced writes that the resource refused because a later holder had written
 * @param lost holds that were lost before the write, which was then left out
 * @param writes that the resource accepted, in its order
 * @param takeover from the kill of the holder to the next grant
 * @param serverOutage from the kill of the server to the next grant
 * @param handOversPerSecond while nothing was broken
 * @param took the whole run
 */
record DemoResult(
    long expected,
    long counted,
    long granted,
    long fenced,
    long lost,
    List<Content> writes,
    Duration takeover,
    Duration serverOutage,
    double handOversPerSecond,
    Duration took) {

  /** Each check in words, and whether it held. */
  Map<String, Boolean> checks() {
    var checks = new LinkedHashMap<String, Boolean>();
    long reached = writes.isEmpty() ? 0 : writes.get(writes.size() - 1).number();
    checks.put(
        "the count is "
            + reached
            + ", exactly the "
            + counted
            + " rounds that were granted and written",
        reached == counted && counted == expected);
    checks.put("no update was lost: every write added one to the write before", consecutive());
    checks.put("tokens are strictly increasing at the resource", tokensIncrease());
    checks.put("the mutex was taken over from the dead holder", !takeover.isZero());
    checks.put("the server came back with everything it had acknowledged", !serverOutage.isZero());
    return checks;
  }

  boolean passed() {
    return !checks().containsValue(false);
  }

  private boolean consecutive() {
    for (int i = 0; i < writes.size(); i++) {
      if (writes.get(i).number() != i + 1) {
        return false;
      }
    }
    return true;
  }

  private boolean tokensIncrease() {
    for (int i = 1; i < writes.size(); i++) {
      if (!writes.get(i).token().isAfter(writes.get(i - 1).token())) {
        return false;
      }
    }
    return true;
  }
}
