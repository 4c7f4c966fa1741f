package io.holdfast.net.jetstream;

import io.holdfast.net.connection.InterestListener;
import io.holdfast.net.protocol.Subjects;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The consumers of this node, by name and by deliver subject. Thread-safe: concurrent maps; a
 * consumer is added before it starts and removed when it ends.
 *
 * <p>An abandoned consumer costs its entry here and one timer. A change of interest in a literal
 * subject is one look-up; one in a pattern, which clients make about once per connection, looks at
 * every deliver subject.
 */
final class Consumers implements InterestListener, ConsumerListener {
  private record Id(StreamName stream, String name) {}

  private final Map<Id, ServedConsumer> byName = new ConcurrentHashMap<>();
  private final Map<String, Set<ServedConsumer>> byDeliverSubject = new ConcurrentHashMap<>();

  private final @Nullable ConsumerMemory memory;

  /**
   * None yet.
   *
   * @param memory what remembers them; null: they end with the server
   */
  Consumers(@Nullable ConsumerMemory memory) {
    this.memory = memory;
  }

  @Override
  public void ended(ServedConsumer consumer) {
    remove(consumer);
  }

  @Override
  public boolean finds(ServedConsumer consumer) {
    return byName.get(id(consumer)) == consumer;
  }

  @Override
  public void progressed(ServedConsumer consumer) {
    if (memory != null) {
      memory.progressed(consumer);
    }
  }

  /** Adds a consumer unless one of its name exists, which is then returned. */
  @Nullable ServedConsumer add(ServedConsumer consumer) {
    // Its name comes last: whoever finds it by that takes it out of both.
    if (!consumer.config().isPull()) {
      deliver(consumer);
    }
    ServedConsumer existing = byName.putIfAbsent(id(consumer), consumer);
    if (existing != null) {
      deliverNoMore(consumer);
    }
    return existing;
  }

  private void deliver(ServedConsumer consumer) {
    byDeliverSubject.compute(
        consumer.config().deliverSubject(),
        (subject, consumers) -> {
          if (consumers == null) {
            return Set.of(consumer);
          }
          var more = new HashSet<>(consumers);
          more.add(consumer);
          return Set.copyOf(more);
        });
  }

  /** Takes a consumer out; does nothing when it is not here. */
  void remove(ServedConsumer consumer) {
    if (byName.remove(id(consumer), consumer)) {
      deliverNoMore(consumer);
      if (memory != null) {
        memory.ended(consumer);
      }
    }
  }

  private void deliverNoMore(ServedConsumer consumer) {
    byDeliverSubject.computeIfPresent(
        consumer.config().deliverSubject(),
        (subject, consumers) -> {
          var fewer = new HashSet<>(consumers);
          fewer.remove(consumer);
          return fewer.isEmpty() ? null : Set.copyOf(fewer);
        });
  }

  private static Id id(ServedConsumer consumer) {
    return new Id(consumer.stream(), consumer.config().name());
  }

  @Nullable ServedConsumer find(StreamName stream, String name) {
    return byName.get(new Id(stream, name));
  }

  /** The consumers that deliver to {@code subject}. */
  Set<ServedConsumer> deliveringTo(String subject) {
    return byDeliverSubject.getOrDefault(subject, Set.of());
  }

  /** The consumers of a stream, sorted by name. */
  List<ServedConsumer> of(StreamName stream) {
    var found = new ArrayList<ServedConsumer>();
    byName.forEach(
        (id, consumer) -> {
          if (id.stream().equals(stream)) {
            found.add(consumer);
          }
        });
    found.sort((a, b) -> a.config().name().compareTo(b.config().name()));
    return found;
  }

  /** All of them. */
  List<ServedConsumer> all() {
    return List.copyOf(byName.values());
  }

  int count(StreamName stream) {
    int count = 0;
    for (Id id : byName.keySet()) {
      count += id.stream().equals(stream) ? 1 : 0;
    }
    return count;
  }

  int count() {
    return byName.size();
  }

  /** Ends every consumer of a stream that is gone. */
  void endAll(StreamName stream) {
    of(stream).forEach(ServedConsumer::end);
  }

  /** Ends every consumer. */
  void endAll() {
    all().forEach(ServedConsumer::end);
  }

  @Override
  public void interestChanged(String pattern) {
    if (Subjects.isLiteral(pattern)) {
      deliveringTo(pattern).forEach(ServedConsumer::wake);
      return;
    }
    byDeliverSubject.forEach(
        (subject, consumers) -> {
          if (Subjects.matches(pattern, subject)) {
            consumers.forEach(ServedConsumer::wake);
          }
        });
  }
}
