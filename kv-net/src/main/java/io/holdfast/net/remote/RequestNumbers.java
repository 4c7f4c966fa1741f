package io.holdfast.net.remote;

import io.holdfast.kv.command.MessageId;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Numbers the writes of one store's life, so that a repeated write is applied once (guarantee G5).
 *
 * <p>Thread-safe: guarded by its lock, so that the number given and the lowest one still open are
 * those of one moment. A number is open from {@link #next} until {@link #settle}; no number ever
 * claims that an open one is settled.
 */
final class RequestNumbers {
  private final String client;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock. */
  private final TreeSet<Long> open = new TreeSet<>();

  /** Guarded by the lock. */
  private long last;

  /** Numbers for {@code client}, a random name that no other store has used. */
  RequestNumbers(String client) {
    this.client = client;
  }

  /** The next number, open from now on. */
  MessageId.Request next() {
    lock.lock();
    try {
      last++;
      open.add(last);
      return new MessageId.Request(client, last, open.first());
    } finally {
      lock.unlock();
    }
  }

  /** The outcome of {@code request} is known, or nobody will ask for it again. Idempotent. */
  void settle(MessageId.Request request) {
    lock.lock();
    try {
      open.remove(request.sequence());
    } finally {
      lock.unlock();
    }
  }
}
