package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.util.Endpoint;

/**
 * A node as consensus knows it: a logical number, never an address, so that a node keeps its place
 * when it moves. The engine sees it as host {@code node-<number>} and port {@code incarnation}.
 *
 * @param number from 1, unique in the cluster
 * @param incarnation raised when a wiped node comes back, as somebody else; from 0
 */
public record Member(int number, int incarnation) {
  private static final String HOST = "node-";

  /** Checks the ranges. */
  public Member {
    if (number < 1 || incarnation < 0) {
      throw new IllegalArgumentException(
          "member "
              + number
              + "/"
              + incarnation
              + " needs a number from 1 and an incarnation from 0");
    }
  }

  /** The member that the link calls so. */
  public static Member at(Endpoint peer) {
    return new Member(Integer.parseInt(peer.getIp().substring(HOST.length())), peer.getPort());
  }

  /** As the link calls it. */
  public Endpoint endpoint() {
    return peer().getEndpoint();
  }

  PeerId peer() {
    return new PeerId(HOST + number, incarnation);
  }

  @Override
  public String toString() {
    return HOST + number + ":" + incarnation;
  }
}
