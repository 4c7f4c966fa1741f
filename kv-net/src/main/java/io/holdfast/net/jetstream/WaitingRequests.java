package io.holdfast.net.jetstream;

import io.holdfast.net.connection.Interest;
import io.holdfast.net.connection.Router;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for messages of one consumer, in the order of their turns; a bounded
 * number. Those whose reply subject nobody listens to any more are dropped. Confined to the
 * consumer's thread.
 */
final class WaitingRequests {
  private final Router router;
  private final int most;
  private final Deque<WaitingRequest> requests = new ArrayDeque<>();

  /** Whether the last look found requests, and none of them with room. */
  private boolean lackRoom;

  WaitingRequests(Router router, int most) {
    this.router = router;
    this.most = most;
  }

  int size() {
    return requests.size();
  }

  boolean isEmpty() {
    return requests.isEmpty();
  }

  /** Adds a request; false when there are too many. */
  boolean add(WaitingRequest request) {
    if (requests.size() >= most) {
      requests.removeIf(waiting -> router.interest(waiting.replyTo()).isEmpty());
    }
    return requests.size() < most && requests.add(request);
  }

  /** The request whose turn it is, and who listens for it. */
  record Turn(WaitingRequest request, Interest interest) {}

  /**
   * The request whose turn it is among those that have room; null when there is none. Then {@code
   * whenRoom} runs once one of them has some; to be the same one each time, see {@link
   * Interest#whenRoom}.
   */
  @Nullable Turn next(Runnable whenRoom) {
    lackRoom = false;
    for (int looked = requests.size(); looked > 0; looked--) {
      WaitingRequest first = requests.removeFirst();
      Interest interest = router.interest(first.replyTo());
      if (interest.isEmpty()) {
        continue;
      }
      if (interest.hasRoom()) {
        requests.addFirst(first);
        lackRoom = false;
        return new Turn(first, interest);
      }
      requests.addLast(first);
      lackRoom = true;
      interest.whenRoom(whenRoom);
    }
    return null;
  }

  /** Whether the last look found requests, and none of them with room. */
  boolean lackRoom() {
    return lackRoom;
  }

  /**
   * Gives the turn of {@code request}, which is the first, to the next, or ends it when it is done.
   */
  void served(WaitingRequest request) {
    requests.removeFirst();
    if (!request.isDone()) {
      requests.addLast(request);
    } else if (request.bytesLeft() > 0) {
      tell(request, "409 Batch Completed");
    }
  }

  /** Ends a request with a status. */
  void end(WaitingRequest request, String status) {
    requests.remove(request);
    tell(request, status);
  }

  /** There is nothing for anybody now: ends those that do not wait. */
  void nothingMore() {
    requests.removeIf(
        request -> {
          if (!request.endsWithoutMore()) {
            return false;
          }
          if (request.isServed()) {
            tell(request, "408 Request Timeout");
          } else {
            router.send(ControlMessages.status(request.replyTo(), "404 No Messages"));
          }
          return true;
        });
  }

  /** Ends those whose time is over. */
  void expire(long now) {
    requests.removeIf(
        request -> {
          boolean expired = request.isExpired(now);
          if (expired) {
            tell(request, "408 Request Timeout");
          }
          return expired;
        });
  }

  /**
   * Tells those that have heard nothing for too long that they are still served; who has no room
   * hears from its backlog.
   */
  void beat(long now, long consumerSequence, long streamSequence) {
    for (WaitingRequest request : requests) {
      if (request.beats(now) && router.interest(request.replyTo()).hasRoom()) {
        router.send(
            ControlMessages.heartbeat(request.replyTo(), consumerSequence, streamSequence, null));
      }
    }
  }

  /** How long until something is to be done about one of them; at most {@code most}. */
  long nanosToNextLook(long now, long most) {
    long nanos = most;
    for (WaitingRequest request : requests) {
      nanos = request.nanosToNextLook(now, nanos);
    }
    return nanos;
  }

  /** Ends all with a status. */
  void endAll(String status) {
    requests.forEach(request -> router.send(ControlMessages.status(request.replyTo(), status)));
    requests.clear();
  }

  private void tell(WaitingRequest request, String status) {
    router.send(
        ControlMessages.ended(
            request.replyTo(), status, request.messagesLeft(), request.bytesLeft()));
  }
}
