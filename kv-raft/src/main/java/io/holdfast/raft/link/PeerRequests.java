package io.holdfast.raft.link;

import com.google.protobuf.Message;
import java.util.function.Consumer;

/** Carries out what peers ask of this node. Thread-safe. */
@FunctionalInterface
public interface PeerRequests {
  /**
   * Carries {@code request} out. Those of one connection come one at a time and in the order they
   * were sent, but for those that may take long, see {@link #takesLong}.
   *
   * @param answer takes the response, once, on any thread; never, when there is none
   */
  void handle(Message request, Consumer<Message> answer);

  /** Whether it may wait for disks or other nodes: then it runs beside those that follow it. */
  default boolean takesLong(Message request) {
    return false;
  }
}
