package io.holdfast.net.jetstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which consumers went on or ended since somebody looked. Thread-safe: whatever is noted is found
 * by a look that begins later, and one is asked for if none is.
 *
 * @param <C> the consumers, told apart by their identity
 */
final class ConsumerChanges<C> {
  private final Map<C, Change> changes = new ConcurrentHashMap<>();
  private final AtomicBoolean lookAwaited = new AtomicBoolean();

  private enum Change {
    PROGRESSED,
    ENDED
  }

  /** What changed; no consumer is in both. */
  record Taken<C>(List<C> progressed, List<C> ended) {}

  /** Notes that a consumer began or went on; true: {@link #take} is to be called some time. */
  boolean progressed(C consumer) {
    return changes.putIfAbsent(consumer, Change.PROGRESSED) == null && awaitLook();
  }

  /** Notes that a consumer ended; true: {@link #take} is to be called some time. */
  boolean ended(C consumer) {
    changes.put(consumer, Change.ENDED);
    return awaitLook();
  }

  private boolean awaitLook() {
    return lookAwaited.compareAndSet(false, true);
  }

  /** Takes what changed. */
  Taken<C> take() {
    // Before the look, so that what comes during it asks for the next.
    lookAwaited.set(false);
    var taken = new Taken<C>(new ArrayList<>(), new ArrayList<>());
    for (C consumer : List.copyOf(changes.keySet())) {
      boolean ended = changes.remove(consumer) == Change.ENDED;
      (ended ? taken.ended() : taken.progressed()).add(consumer);
    }
    return taken;
  }
}
