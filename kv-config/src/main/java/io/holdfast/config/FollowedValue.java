package io.holdfast.config;

import io.holdfast.kv.Entry;
import io.holdfast.kv.time.ListenerCall;
import io.holdfast.kv.time.Mailbox;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value and what was last made of its key. Guarded: {@link #follow} by this object, held while
 * the codec runs and never while a listener does; readers see one immutable state through a
 * volatile field.
 */
final class FollowedValue<T> implements ConfigValue<T> {
  private static final Logger log = LoggerFactory.getLogger(FollowedValue.class);

  private final String key;
  private final Codec<T> codec;
  private final T defaultValue;
  private final ConfigListener events;
  private final ListenerCall calls;
  private final Mailbox callbacks;
  private final List<BiConsumer<? super T, ? super T>> listeners = new CopyOnWriteArrayList<>();
  private volatile Reading<T> reading;

  FollowedValue(
      String key,
      Codec<T> codec,
      T defaultValue,
      ConfigListener events,
      ListenerCall calls,
      Mailbox callbacks) {
    this.key = key;
    this.codec = codec;
    this.defaultValue = defaultValue;
    this.events = events;
    this.calls = calls;
    this.callbacks = callbacks;
    this.reading = new Reading<>(defaultValue, 0, null, 0, null);
  }

  /**
   * A state.
   *
   * @param revision that gave the value
   * @param source the entry that gave the value; null: the default
   * @param snapshot the number of the newest snapshot this takes account of
   */
  private record Reading<T>(
      T value,
      long revision,
      @Nullable Entry source,
      long snapshot,
      @Nullable Rejection rejection) {}

  /**
   * Takes account of {@code entry}, the key's newest in a snapshot; null: it has no value.
   *
   * @param revision of the snapshot
   * @param snapshot its number
   */
  synchronized void follow(@Nullable Entry entry, long revision, long snapshot) {
    var before = reading;
    if (snapshot <= before.snapshot) {
      return;
    }
    if (entry == null) {
      long since = before.source == null ? before.revision : revision;
      move(before, new Reading<>(defaultValue, since, null, snapshot, null));
    } else if (!Objects.equals(entry, before.source)) {
      move(before, read(entry, before, snapshot));
    }
  }

  private Reading<T> read(Entry entry, Reading<T> before, long snapshot) {
    try {
      // A codec that looks its value up and finds none gives null, whatever its type says.
      T value = Objects.requireNonNull(codec.decode(entry.value()), "the codec gave null");
      return new Reading<>(value, entry.revision(), entry, snapshot, null);
    } catch (RuntimeException e) {
      log.warn(
          "Value of '{}' at revision {} is refused, '{}' stays",
          key,
          entry.revision(),
          before.value,
          e);
      events.rejected();
      var rejection = new Rejection(entry.revision(), reason(e));
      return new Reading<>(before.value, before.revision, before.source, snapshot, rejection);
    }
  }

  private static String reason(RuntimeException refusal) {
    return refusal.getMessage() == null ? refusal.toString() : refusal.getMessage();
  }

  private void move(Reading<T> before, Reading<T> after) {
    reading = after;
    if (!after.value.equals(before.value)) {
      events.changed();
      callbacks.execute(
          () -> listeners.forEach(listener -> tell(listener, before.value, after.value)));
    }
  }

  private void tell(BiConsumer<? super T, ? super T> listener, T before, T after) {
    calls.tell("a new value", () -> listener.accept(before, after));
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public T get() {
    return reading.value;
  }

  @Override
  public long revision() {
    return reading.revision;
  }

  @Override
  public boolean isDefault() {
    return reading.source == null;
  }

  @Override
  public Optional<Rejection> rejection() {
    return Optional.ofNullable(reading.rejection);
  }

  @Override
  public void onChange(BiConsumer<? super T, ? super T> listener) {
    listeners.add(listener);
  }
}
