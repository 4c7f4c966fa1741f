package io.holdfast.raft.link;

import com.alipay.sofa.jraft.option.NodeOptions;

/**
 * The engine's options of one node together with its link: the only way past the engine's factory,
 * of which there is one per JVM.
 */
public final class LinkedNodeOptions extends NodeOptions {
  private final PeerLink link;

  /** Options of a node that reaches its peers by {@code link}. */
  public LinkedNodeOptions(PeerLink link) {
    this.link = link;
  }

  PeerLink link() {
    return link;
  }
}
