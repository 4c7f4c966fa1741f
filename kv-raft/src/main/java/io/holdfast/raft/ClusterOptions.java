package io.holdfast.raft;

import io.holdfast.kv.InvalidArgumentException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The nodes that a new cluster begins with, as each of them is told: the same on all of them.
 * Immutable.
 *
 * <p>A node that has lost its directory must not come back under its number, since it has forgotten
 * for whom it voted (guarantee G13): so an empty directory is taken only from a node that {@link
 * #begins}.
 *
 * @param nodes where each node listens for the others, by its number from 1; two or more
 * @param begins whether this node may begin with an empty directory: at the first start of a new
 *     cluster, and never again
 * @param electionTimeout how long followers wait for a leader before they elect another one, 100 ms
 *     to one minute
 */
public record ClusterOptions(
    SortedMap<Integer, InetSocketAddress> nodes, boolean begins, Duration electionTimeout) {
  private static final Duration ELECTION_TIMEOUT = LogSettings.DEFAULT.electionTimeout();
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** Copies the map and checks the ranges. */
  public ClusterOptions {
    nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    if (nodes.size() < 2 || nodes.firstKey() < 1) {
      throw new InvalidArgumentException(
          "a cluster of nodes "
              + nodes.keySet()
              + ": name two or more, three or five to go on without one, by numbers from 1");
    }
    var byAddress = new HashMap<InetSocketAddress, Integer>();
    nodes.forEach(
        (number, address) -> {
          Integer other = byAddress.put(address, number);
          if (other != null) {
            throw new InvalidArgumentException(
                "nodes "
                    + other
                    + " and "
                    + number
                    + " both listen at "
                    + address
                    + ": give each its own");
          }
        });
    if (electionTimeout.compareTo(SHORTEST) < 0 || electionTimeout.compareTo(LONGEST) > 0) {
      throw new InvalidArgumentException(
          "election time-out must be 100 ms to one minute, got " + electionTimeout);
    }
  }

  /** These nodes, with the usual time-outs. */
  public static ClusterOptions of(Map<Integer, InetSocketAddress> nodes) {
    return new ClusterOptions(new TreeMap<>(nodes), false, ELECTION_TIMEOUT);
  }

  /** The same for the first start of a new cluster, which makes what is missing. */
  public ClusterOptions begin() {
    return new ClusterOptions(nodes, true, electionTimeout);
  }

  /** The same with another election time-out. */
  public ClusterOptions electionTimeout(Duration time) {
    return new ClusterOptions(nodes, begins, time);
  }

  /**
   * The id of the cluster that these nodes begin: each of them finds the same one by itself, and
   * keeps it, whatever becomes of its addresses.
   */
  String id() {
    var text = new StringBuilder("holdfast cluster");
    nodes.forEach(
        (number, address) ->
            text.append(' ')
                .append(number)
                .append('=')
                .append(address.getHostString())
                .append(':')
                .append(address.getPort()));
    return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }
}
