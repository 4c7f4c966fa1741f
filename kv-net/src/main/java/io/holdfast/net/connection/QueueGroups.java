package io.holdfast.net.connection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Queue groups: of the members of one group that match, one gets the message. */
final class QueueGroups {
  private QueueGroups() {}

  static List<Subscription> choose(List<Subscription> matches, RandomGenerator random) {
    var chosen = new ArrayList<Subscription>(matches.size());
    Map<String, List<Subscription>> groups = new LinkedHashMap<>();
    for (Subscription match : matches) {
      if (match.queue() == null) {
        chosen.add(match);
      } else {
        groups.computeIfAbsent(match.queue(), absent -> new ArrayList<>()).add(match);
      }
    }
    for (List<Subscription> group : groups.values()) {
      chosen.add(group.get(random.nextInt(group.size())));
    }
    return chosen;
  }
}
