package io.holdfast.cli.config;

import io.holdfast.kv.InvalidArgumentException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a cluster, as a flag or a configuration names them. Immutable.
 *
 * @param node which of them this one is; null: not said
 * @param nodes where each listens for the others, by its name; empty: not said
 */
public record ClusterKeys(@Nullable String node, Map<String, InetSocketAddress> nodes) {
  static final ClusterKeys NONE = new ClusterKeys(null, Map.of());

  private static final int LARGEST_PORT = 65_535;

  /** Copies the map. */
  public ClusterKeys {
    nodes = Map.copyOf(nodes);
  }

  /** {@code cluster { node: n1, nodes { n1: "HOST:PORT", … } }}. */
  static ClusterKeys of(Fields fields) {
    Fields cluster = fields.section("cluster");
    if (cluster == null) {
      return NONE;
    }
    String node = cluster.text("node");
    Fields named = cluster.section("nodes");
    cluster.end();
    var nodes = new LinkedHashMap<String, InetSocketAddress>();
    if (named != null) {
      named
          .entries()
          .forEach(
              (name, at) ->
                  nodes.put(name, named.at(at, name, () -> address("it", named.text(at, name)))));
    }
    return new ClusterKeys(node, nodes);
  }

  /**
   * The nodes of {@code n1=HOST:PORT,n2=HOST:PORT,…}.
   *
   * @throws InvalidArgumentException when that is something else
   */
  public static Map<String, InetSocketAddress> nodes(String list) {
    var nodes = new LinkedHashMap<String, InetSocketAddress>();
    for (String each : list.split(",", -1)) {
      String text = each.strip();
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new InvalidArgumentException(
            "--cluster has '%s' in it, expected NAME=HOST:PORT: write n1=10.0.0.1:6222,n2=…"
                .formatted(text));
      }
      String name = text.substring(0, equals);
      if (nodes.put(name, address("--cluster: node " + name, text.substring(equals + 1))) != null) {
        throw new InvalidArgumentException(
            "--cluster names node '%s' twice: give each its own name".formatted(name));
      }
    }
    return nodes;
  }

  private static InetSocketAddress address(String who, String text) {
    int colon = text.lastIndexOf(':');
    int port = colon < 1 ? 0 : port(text.substring(colon + 1));
    if (port == 0) {
      throw new InvalidArgumentException(
          "%s is at '%s', expected HOST:PORT with a port from 1 to %d"
              .formatted(who, text, LARGEST_PORT));
    }
    return InetSocketAddress.createUnresolved(
        text.substring(0, colon).replaceAll("^\\[|\\]$", ""), port);
  }

  /** Zero: it is none. */
  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port >= 1 && port <= LARGEST_PORT ? port : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
