package io.holdfast.kv.command;

import io.holdfast.kv.InvalidArgumentException;
import java.time.Duration;

/**
 * Marks a write so that a retry of it is recognised (guarantee G5): that of a foreign client inside
 * the bucket's duplicate window, that of our own for at least {@link Request#SHORTEST_MEMORY}.
 */
public sealed interface MessageId {
  /** No id: a retry is a new write. */
  MessageId NONE = new None();

  /** See {@link #NONE}. */
  record None() implements MessageId {}

  /**
   * An id chosen by a foreign client ({@code Nats-Msg-Id}). Only acceptances are remembered, as
   * NATS does.
   */
  record Foreign(String id) implements MessageId {
    /** Refuses an empty id. */
    public Foreign {
      if (id.isEmpty()) {
        throw new InvalidArgumentException("message id is empty");
      }
    }
  }

  /**
   * A request number of one of our own clients. Refusals are remembered too, with a hash of the
   * command, so that a retry answers exactly the first outcome and a number reused for other
   * content is an error. They are remembered for {@link #SHORTEST_MEMORY} of lease time or the
   * bucket's duplicate window, whichever is longer.
   *
   * @param client a random id of the client's life
   * @param sequence of the request, from 1, never reused
   * @param settledBelow the client has the answers of all requests below this one and will not
   *     retry them, so that their outcomes can be forgotten
   */
  record Request(String client, long sequence, long settledBelow) implements MessageId {
    /**
     * How long an answer is remembered at least, in lease time, however short the bucket's window;
     * a client gives up its retries well before.
     */
    public static final Duration SHORTEST_MEMORY = Duration.ofMinutes(2);

    /** Checks the ranges. */
    public Request {
      if (client.isEmpty()
          || client.length() > 64
          || sequence < 1
          || settledBelow < 0
          || settledBelow > sequence) {
        throw new InvalidArgumentException(
            "request id '"
                + client
                + "/"
                + sequence
                + "/"
                + settledBelow
                + "' needs a client of 1 to 64 characters and 0 <= settledBelow <= sequence");
      }
    }
  }
}
