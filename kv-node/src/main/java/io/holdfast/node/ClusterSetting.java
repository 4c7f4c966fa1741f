package io.holdfast.node;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.net.ListenAddress;
import io.holdfast.raft.ClusterOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of a cluster, and which of them this one is. Immutable.
 *
 * @param self this node's name
 * @param nodes where each node listens for the others, by its name; the same on every node
 * @param begins whether this is the first start of a new cluster
 */
record ClusterSetting(String self, SortedMap<String, InetSocketAddress> nodes, boolean begins) {
  private static final Logger log = LoggerFactory.getLogger(ClusterSetting.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  /** Copies the map; checks the names, and that no two nodes have one address. */
  ClusterSetting {
    nodes = Collections.unmodifiableSortedMap(checked(nodes));
    if (!nodes.containsKey(self)) {
      throw new InvalidArgumentException(
          "this node is '%s', and the cluster has the nodes %s: name it as one of them"
              .formatted(self, String.join(", ", nodes.keySet())));
    }
  }

  static ClusterSetting of(String self, Map<String, InetSocketAddress> nodes, boolean begins) {
    return new ClusterSetting(self, new TreeMap<>(nodes), begins);
  }

  private static SortedMap<String, InetSocketAddress> checked(
      Map<String, InetSocketAddress> nodes) {
    if (nodes.size() < 2) {
      throw new InvalidArgumentException(
          "a cluster of the nodes %s: name two or more, best three or five, or leave it away to run alone"
              .formatted(nodes.keySet()));
    }
    var byAddress = new HashMap<String, String>();
    nodes.forEach(
        (name, address) -> {
          if (!NAME.matcher(name).matches()) {
            throw new InvalidArgumentException(
                "node name '%s': expected 1 to 64 letters, digits, '-' and '_'".formatted(name));
          }
          if (address.getPort() == 0) {
            throw new InvalidArgumentException(
                "node '%s' listens for the others at port 0: they need to know the port"
                    .formatted(name));
          }
          String other = byAddress.put(text(address), name);
          if (other != null) {
            throw new InvalidArgumentException(
                "nodes '%s' and '%s' both listen for the others at %s: give each its own address"
                    .formatted(other, name, text(address)));
          }
        });
    return new TreeMap<>(nodes);
  }

  /** The name becomes a number: its place among the names, which is the same on every node. */
  int number() {
    return new ArrayList<>(nodes.keySet()).indexOf(self) + 1;
  }

  /** The others' names are looked up anew at every connection, as they may move. */
  ClusterOptions options() {
    var byNumber = new TreeMap<Integer, InetSocketAddress>();
    nodes.forEach(
        (name, address) ->
            byNumber.put(
                byNumber.size() + 1,
                name.equals(self)
                    ? new InetSocketAddress(address.getHostString(), address.getPort())
                    : InetSocketAddress.createUnresolved(
                        address.getHostString(), address.getPort())));
    var options = ClusterOptions.of(byNumber);
    return begins ? options.begin() : options;
  }

  /**
   * Checks what this node can know before it starts: that it can listen where it says, and that
   * nobody beyond this machine can speak to it as a peer (guarantee G41).
   */
  void check(boolean insecure) {
    InetSocketAddress own = options().nodes().get(number());
    InetAddress host = own == null ? null : own.getAddress();
    if (own == null || host == null) {
      throw new InvalidArgumentException(
          "node '%s' is to listen at %s, whose address cannot be found: use a name or an address of this machine"
              .formatted(self, own));
    }
    if (!host.isLoopbackAddress() && !insecure) {
      throw new InvalidArgumentException(
          "nodes speak to each other in clear, and %s of node '%s' can be reached from other machines: use loopback, or --insecure where the network is trusted"
              .formatted(text(own), self));
    }
    new ListenAddress(" for the other nodes", host.getHostAddress(), own).check();
  }

  /** Refuses an address of this node that is also where it is to serve {@code whom}. */
  void checkApart(String host, int port, String whom) {
    InetSocketAddress own = nodes.get(self);
    if (own != null && own.getPort() == port && own.getHostString().equals(host)) {
      throw new InvalidArgumentException(
          "node '%s' is to listen at %s for the other nodes and for %s: give each its own port"
              .formatted(self, text(own), whom));
    }
  }

  /** Tells of a cluster that does not do what clusters are for. */
  void warn() {
    if (nodes.size() == 2) {
      log.warn(
          "A cluster of two nodes serves nobody as soon as one of them is gone: three go on without one");
    }
  }

  /** {@code HOST:PORT}. */
  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  @Override
  public String toString() {
    return "node " + self + " of " + String.join(", ", nodes.keySet());
  }
}
