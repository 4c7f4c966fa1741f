package io.holdfast.raft.engine;

/** Takes what came of asking another node, once, on a thread of the link's or the asking one. */
public interface PeerAnswer {
  /** The other node answered. */
  void answered(byte[] answer);

  /** The question certainly never left this node. */
  void notSent(String why);

  /** There will be no answer, and the other node may have heard the question or not. */
  void lost(String why);
}
