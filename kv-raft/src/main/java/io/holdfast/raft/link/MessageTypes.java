package io.holdfast.raft.link;

import com.alipay.sofa.jraft.rpc.RpcRequests;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers by which messages go over the link. Part of its form: a number is never given anew,
 * and new ones are added at the end.
 */
final class MessageTypes {
  private static final List<Message> IN_ORDER =
      List.of(
          RpcRequests.RequestVoteRequest.getDefaultInstance(),
          RpcRequests.RequestVoteResponse.getDefaultInstance(),
          RpcRequests.AppendEntriesRequest.getDefaultInstance(),
          RpcRequests.AppendEntriesResponse.getDefaultInstance(),
          RpcRequests.InstallSnapshotRequest.getDefaultInstance(),
          RpcRequests.InstallSnapshotResponse.getDefaultInstance(),
          RpcRequests.GetFileRequest.getDefaultInstance(),
          RpcRequests.GetFileResponse.getDefaultInstance(),
          RpcRequests.TimeoutNowRequest.getDefaultInstance(),
          RpcRequests.TimeoutNowResponse.getDefaultInstance(),
          RpcRequests.ReadIndexRequest.getDefaultInstance(),
          RpcRequests.ReadIndexResponse.getDefaultInstance(),
          RpcRequests.ErrorResponse.getDefaultInstance(),
          BytesValue.getDefaultInstance());

  private static final Map<Class<?>, Integer> NUMBERS = numbers();

  private MessageTypes() {}

  private static Map<Class<?>, Integer> numbers() {
    var numbers = new HashMap<Class<?>, Integer>();
    for (int i = 0; i < IN_ORDER.size(); i++) {
      numbers.put(IN_ORDER.get(i).getClass(), i + 1);
    }
    return Map.copyOf(numbers);
  }

  /**
   * The number of a message.
   *
   * @throws IllegalArgumentException when it has none, which is a fault of this program
   */
  static int of(Message message) {
    Integer number = NUMBERS.get(message.getClass());
    if (number == null) {
      throw new IllegalArgumentException(
          message.getClass().getSimpleName() + " has no number on the link");
    }
    return number;
  }

  /** Reads messages of that number; null: unknown here. */
  static @Nullable Parser<? extends Message> parser(int number) {
    return number < 1 || number > IN_ORDER.size()
        ? null
        : IN_ORDER.get(number - 1).getParserForType();
  }
}
