package io.holdfast.raft.engine;

import java.time.Duration;
import java.util.List;

/**
 * A node's place in a consensus group.
 *
 * @param group the same on every node of the group, different from every other group in this JVM;
 *     letters, digits and hyphens, beginning with a letter
 * @param self this node
 * @param founders the voters a new, empty group begins with; ignored once the log holds members
 * @param electionTimeout how long followers wait for a leader before they elect another one; at
 *     least 50 ms
 */
public record GroupSettings(
    String group, Member self, List<Member> founders, Duration electionTimeout) {
  /** Copies the list and checks the range. */
  public GroupSettings {
    founders = List.copyOf(founders);
    if (electionTimeout.compareTo(Duration.ofMillis(50)) < 0) {
      throw new IllegalArgumentException(
          "election timeout is " + electionTimeout + ", expected at least 50 ms");
    }
  }
}
