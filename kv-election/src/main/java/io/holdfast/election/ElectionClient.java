package io.holdfast.election;

import io.holdfast.locks.Locks;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Elections on locks: the office is the lock, the epoch its token. Thread-safe: its own state is a
 * concurrent map of who hears of which election.
 */
final class ElectionClient implements Elections {
  private final Locks locks;
  private final Function<String, ElectionListener> listening;
  private final Map<String, ElectionListener> listeners = new ConcurrentHashMap<>();

  /**
   * Elections on {@code locks}.
   *
   * @param listening who is to hear of the election of a name, asked once for each
   */
  ElectionClient(Locks locks, Function<String, ElectionListener> listening) {
    this.locks = locks;
    this.listening = listening;
  }

  @Override
  public Election election(String name) {
    var office = locks.mutex(name);
    return new LockElection(locks, office, listeners.computeIfAbsent(name, listening));
  }

  @Override
  public CompletableFuture<Boolean> drainAsync(Duration longest) {
    return locks.drainAsync(longest);
  }

  @Override
  public void close() {
    locks.close();
    listeners.values().forEach(ElectionListener::closed);
  }
}
