package io.holdfast.raft.link;

import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;

/** What travels between two nodes. Immutable. The form on the wire is in {@link FrameForm}. */
sealed interface LinkFrame {
  /**
   * The first frame of whoever connects: who it is, and whom it means to talk to, so that a node of
   * another cluster, or one that took over an address, is noticed before it is believed.
   *
   * @param version of the link's form
   */
  record Hello(int version, String cluster, Endpoint from, Endpoint to) implements LinkFrame {}

  /** The answer to a {@link Hello} that is in order. */
  record Welcome() implements LinkFrame {}

  /** The answer to one that is not; the connection is closed behind it. */
  record Refusal(String reason) implements LinkFrame {}

  /**
   * Asks for something.
   *
   * @param id chosen by the sender, unique on its connection
   */
  record Request(long id, Message content) implements LinkFrame {}

  /** Answers the request {@code id}. */
  record Response(long id, Message content) implements LinkFrame {}

  /** The request {@code id} was not carried out, or nobody knows what became of it. */
  record Failure(long id, String reason) implements LinkFrame {}

  /** Asks whether the other side is still there. */
  record Ping() implements LinkFrame {}

  /** It is. */
  record Pong() implements LinkFrame {}
}
