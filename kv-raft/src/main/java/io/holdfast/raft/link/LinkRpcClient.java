package io.holdfast.raft.link;

import com.alipay.sofa.jraft.ReplicatorGroup;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.rpc.InvokeContext;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The engine's client over the link of one node. Set once by {@link #init}, before any other call.
 */
final class LinkRpcClient implements RpcClient {
  private PeerLink link = new NoPeers();

  @Override
  public boolean init(RpcOptions options) {
    if (options instanceof LinkedNodeOptions linked) {
      link = linked.link();
      return true;
    }
    return false;
  }

  @Override
  public void shutdown() {
    link.close();
  }

  @Override
  public boolean checkConnection(Endpoint endpoint) {
    return link.isConnected(endpoint);
  }

  @Override
  public boolean checkConnection(Endpoint endpoint, boolean createIfAbsent) {
    return link.isConnected(endpoint);
  }

  @Override
  public void closeConnection(Endpoint endpoint) {
    link.disconnect(endpoint);
  }

  @Override
  public void registerConnectEventListener(ReplicatorGroup replicators) {
    // A link tells of new connections through the node, off its own threads.
  }

  /**
   * Only the engine's connection check calls this, under its lock: waiting there would stop the
   * node.
   */
  @Override
  public Object invokeSync(
      Endpoint endpoint, Object request, @Nullable InvokeContext context, long timeoutMillis)
      throws RemotingException {
    throw new RemotingException(
        "a request to " + endpoint + " would have to wait under the node's lock");
  }

  @Override
  public void invokeAsync(
      Endpoint endpoint,
      Object request,
      @Nullable InvokeContext context,
      InvokeCallback callback,
      long timeoutMillis)
      throws RemotingException {
    link.send(endpoint, (Message) request, callback, Duration.ofMillis(timeoutMillis));
  }
}
