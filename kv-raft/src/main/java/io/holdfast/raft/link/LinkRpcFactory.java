package io.holdfast.raft.link;

import com.alipay.sofa.jraft.rpc.RaftRpcFactory;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.util.Endpoint;
import com.alipay.sofa.jraft.util.SPI;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of the engine's own network: found by the engine as a service, before its
 * default. Stateless; made once per JVM by the engine.
 */
@SPI(priority = 100)
public final class LinkRpcFactory implements RaftRpcFactory {
  @Override
  public void registerProtobufSerializer(String className, Object... args) {
    // The link knows the engine's messages by type and needs no registry.
  }

  @Override
  public RpcClient createRpcClient(@Nullable ConfigHelper<RpcClient> helper) {
    return new LinkRpcClient();
  }

  @Override
  public RpcServer createRpcServer(Endpoint endpoint, @Nullable ConfigHelper<RpcServer> helper) {
    throw new IllegalStateException(
        "asked for an RPC server for "
            + endpoint
            + "; a link listens by itself and gives requests to the engine's node");
  }
}
