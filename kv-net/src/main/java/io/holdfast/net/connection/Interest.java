package io.holdfast.net.connection;

import io.holdfast.net.protocol.Message;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who receives messages to one subject, as it was when asked for: every plain subscription and one
 * member per queue group. Immutable; to be used for one burst and asked for again.
 */
public final class Interest {
  private final List<Subscription> receivers;

  Interest(List<Subscription> receivers) {
    this.receivers = receivers;
  }

  /** Whether nobody receives. */
  public boolean isEmpty() {
    return receivers.isEmpty();
  }

  /** Whether every receiver can take more without a growing backlog. */
  public boolean hasRoom() {
    for (Subscription receiver : receivers) {
      if (!receiver.connection().hasRoom()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Runs {@code task} soon after a receiver that has no room has some again, or is gone; it must
   * not block. Asked again with the same task meanwhile, it still runs once.
   */
  public void whenRoom(Runnable task) {
    for (Subscription receiver : receivers) {
      if (!receiver.connection().hasRoom()) {
        receiver.connection().whenRoom(task);
        return;
      }
    }
    task.run();
  }

  /**
   * Runs {@code task} on a receiver's event loop, after what was delivered to it before; it must
   * not block.
   */
  public void later(Runnable task) {
    if (!receivers.isEmpty()) {
      receivers.get(0).connection().later(task);
    }
  }

  /** Delivers to every receiver; {@code message} keeps its own subject. */
  public void deliver(Message message) {
    for (Subscription receiver : receivers) {
      receiver.connection().deliver(receiver, message);
    }
  }

  List<Subscription> receivers() {
    return receivers;
  }

  /** Of each queue group among {@code matches} one member, at random; plain subscriptions all. */
  static Interest among(List<Subscription> matches) {
    boolean queues = false;
    for (Subscription match : matches) {
      queues |= match.queue() != null;
    }
    return new Interest(
        queues ? QueueGroups.choose(matches, ThreadLocalRandom.current()) : matches);
  }
}
