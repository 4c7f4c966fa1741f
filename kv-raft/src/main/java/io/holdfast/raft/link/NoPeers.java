package io.holdfast.raft.link;

import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import java.time.Duration;
import java.util.function.Consumer;

/** The link of a group of one: nobody to talk to, no socket. Stateless. */
public final class NoPeers implements PeerLink {
  @Override
  public boolean isConnected(Endpoint peer) {
    return false;
  }

  @Override
  public void send(Endpoint peer, Message request, InvokeCallback callback, Duration timeout)
      throws RemotingException {
    throw new RemotingException("this node runs alone and has no link to " + peer);
  }

  @Override
  public void serve(PeerRequests handler) {}

  @Override
  public void onConnected(Consumer<Endpoint> told) {}

  @Override
  public void disconnect(Endpoint peer) {}

  @Override
  public void close() {}
}
