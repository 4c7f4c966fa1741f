package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.rpc.Connection;
import com.alipay.sofa.jraft.rpc.RaftServerService;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.alipay.sofa.jraft.rpc.RpcRequestClosure;
import com.alipay.sofa.jraft.rpc.RpcRequests;
import com.alipay.sofa.jraft.rpc.RpcResponseClosureAdapter;
import com.alipay.sofa.jraft.util.RpcFactoryHelper;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Message;
import io.holdfast.raft.link.PeerRequests;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What peers ask, given to the engine's node or the replica. Stateless, and so thread-safe. */
final class EngineRequests implements PeerRequests {
  private final RaftServerService node;
  private final SnapshotChunks snapshots;
  private final Replica replica;

  EngineRequests(RaftServerService node, SnapshotChunks snapshots, Replica replica) {
    this.node = node;
    this.snapshots = snapshots;
    this.replica = replica;
  }

  @Override
  public boolean takesLong(Message request) {
    return request instanceof RpcRequests.InstallSnapshotRequest
        || request instanceof RpcRequests.GetFileRequest;
  }

  @Override
  public void handle(Message request, Consumer<Message> answer) {
    Message reply = begin(request, answer);
    if (reply != null) {
      answer.accept(reply);
    }
  }

  /** The answer, where there is one already; null: it is given later. */
  private @Nullable Message begin(Message request, Consumer<Message> answer) {
    if (request instanceof RpcRequests.AppendEntriesRequest append) {
      return node.handleAppendEntriesRequest(
          append, later(answer, RpcRequests.AppendEntriesResponse.getDefaultInstance()));
    }
    if (request instanceof RpcRequests.RequestVoteRequest vote) {
      return vote.getPreVote()
          ? node.handlePreVoteRequest(vote)
          : node.handleRequestVoteRequest(vote);
    }
    if (request instanceof RpcRequests.ReadIndexRequest read) {
      node.handleReadIndexRequest(read, new ReadAnswer(answer));
      return null;
    }
    if (request instanceof RpcRequests.TimeoutNowRequest now) {
      return node.handleTimeoutNowRequest(
          now, later(answer, RpcRequests.TimeoutNowResponse.getDefaultInstance()));
    }
    if (request instanceof RpcRequests.InstallSnapshotRequest install) {
      return node.handleInstallSnapshot(
          install, later(answer, RpcRequests.InstallSnapshotResponse.getDefaultInstance()));
    }
    if (request instanceof RpcRequests.GetFileRequest file) {
      return snapshots.answer(file);
    }
    if (request instanceof BytesValue question) {
      replica.asked(
          question.getValue().toByteArray(),
          reply -> answer.accept(BytesValue.of(ByteString.copyFrom(reply))));
      return null;
    }
    throw new IllegalArgumentException(
        request.getClass().getSimpleName() + " is not asked of a node");
  }

  private static RpcRequestClosure later(Consumer<Message> answer, Message kind) {
    return new RpcRequestClosure(new AnswerContext(answer), kind);
  }

  /** The engine's way to answer, without the connection, which is the link's. */
  private record AnswerContext(Consumer<Message> answer) implements RpcContext {
    @Override
    public void sendResponse(Object response) {
      answer.accept((Message) response);
    }

    @Override
    @SuppressWarnings("NullAway") // nothing that is asked here looks at connections
    public Connection getConnection() {
      return null;
    }

    @Override
    public String getRemoteAddress() {
      return "peer";
    }
  }

  private static final class ReadAnswer
      extends RpcResponseClosureAdapter<RpcRequests.ReadIndexResponse> {
    private final Consumer<Message> answer;

    ReadAnswer(Consumer<Message> answer) {
      this.answer = answer;
    }

    @Override
    public void run(Status status) {
      answer.accept(
          status.isOk() && getResponse() != null
              ? getResponse()
              : RpcFactoryHelper.responseFactory()
                  .newResponse(RpcRequests.ReadIndexResponse.getDefaultInstance(), status));
    }
  }
}
