package io.holdfast.raft.link;

import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Carries the engine's requests to other nodes of a group. Thread-safe.
 *
 * <p>An {@link Endpoint} here is a logical node, never an address: its host is {@code
 * node-<number>} and its port the node's incarnation. Where that node can be reached is the link's
 * own knowledge.
 */
public interface PeerLink extends AutoCloseable {
  /**
   * Whether the peer can be sent to. Called under the engine's lock: it must answer at once from
   * memory, and begin connecting in the background when the answer is no.
   */
  boolean isConnected(Endpoint peer);

  /**
   * Sends a request. The callback is completed once, never on the calling thread, with the response
   * or the error.
   *
   * @throws com.alipay.sofa.jraft.error.RemotingException when it certainly was not sent
   */
  void send(Endpoint peer, Message request, InvokeCallback callback, Duration timeout)
      throws com.alipay.sofa.jraft.error.RemotingException;

  /** Who carries out what peers ask of this node, from now on. */
  void serve(PeerRequests handler);

  /**
   * Is told of each peer that can be sent to, each time its connection has been made, off the
   * link's event loops.
   */
  void onConnected(Consumer<Endpoint> told);

  /** Gives the connection to a peer up. */
  void disconnect(Endpoint peer);

  /** Closes every connection; what is under way fails. */
  @Override
  void close();
}
