package io.holdfast.net.jetstream;

import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The batches that publishers have begun and not yet committed, in memory, within bounds. One that
 * nobody goes on with is forgotten. Thread-safe: the lock of this object guards every field that
 * changes; nothing waits while it is held.
 */
final class StagedBatches {
  /** Most messages of one batch (source: nats-server). */
  static final int MOST_MESSAGES = 1000;

  /** Most batches of one stream at a time (source: nats-server). */
  static final int MOST_BATCHES = 50;

  /** How long a batch waits for its next message (source: nats-server). */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Most bytes of all batches of a server together. */
  private static final long MOST_BYTES = 64L << 20;

  /** A batch of a stream: its name is the publisher's choice. */
  record Id(StreamName stream, String name) {}

  /**
   * A message of a batch.
   *
   * @param write what it does; read when the batch is committed, so that what is wrong with it is
   *     told then
   * @param bytes it takes
   */
  record Staged(Supplier<Command.Write> write, long bytes) {}

  private static final class Batch {
    final List<Staged> messages = new ArrayList<>();
    long bytes;
    LeaseTime idleAfter = LeaseTime.NEVER;
  }

  private final Supplier<LeaseTime> now;
  private final ScheduledExecutorService timer;

  private final Map<Id, Batch> batches = new HashMap<>();

  private long bytes;

  private boolean sweeping;

  /**
   * Nothing staged yet.
   *
   * @param now what patience is counted by
   * @param timer where the memory of forgotten batches is given back
   */
  StagedBatches(Supplier<LeaseTime> now, ScheduledExecutorService timer) {
    this.now = now;
    this.timer = timer;
  }

  /**
   * Adds the message at {@code sequence}, from 1.
   *
   * @throws ApiError 10176 when it is not the next one, 10199 or 10210 when a bound is passed; the
   *     batch is then forgotten
   */
  synchronized void add(Id id, long sequence, Staged message) {
    forgetIdle();
    Batch batch = batches.get(id);
    if (batch == null) {
      batch = begin(id, sequence);
    }
    append(id, batch, sequence, message);
    batch.idleAfter = now.get().plusNanos(PATIENCE.toNanos());
    sweepLater();
  }

  /**
   * Takes a whole batch out.
   *
   * @param sequence of the message that commits it
   * @param last that message; null: it is not a part of the batch
   * @throws ApiError as {@link #add}
   */
  synchronized List<Staged> complete(Id id, long sequence, @Nullable Staged last) {
    forgetIdle();
    Batch batch = batches.get(id);
    if (batch == null) {
      batch = begin(id, sequence);
    }
    if (last != null) {
      append(id, batch, sequence, last);
    } else if (sequence != batch.messages.size() + 1 || sequence == 1) {
      drop(id);
      throw incomplete();
    }
    drop(id);
    return batch.messages;
  }

  /** Forgets a batch; does nothing when there is none. */
  synchronized void drop(Id id) {
    Batch batch = batches.remove(id);
    if (batch != null) {
      bytes -= batch.bytes;
    }
  }

  private Batch begin(Id id, long sequence) {
    if (sequence != 1) {
      throw incomplete();
    }
    long ofStream = batches.keySet().stream().filter(o -> o.stream().equals(id.stream())).count();
    if (ofStream >= MOST_BATCHES) {
      throw tooMany("the stream has " + MOST_BATCHES + " already");
    }
    var batch = new Batch();
    batches.put(id, batch);
    return batch;
  }

  private void append(Id id, Batch batch, long sequence, Staged message) {
    if (sequence != batch.messages.size() + 1) {
      drop(id);
      throw incomplete();
    }
    if (sequence > MOST_MESSAGES) {
      drop(id);
      throw new ApiError(400, 10199, "atomic publish batch is too large: " + MOST_MESSAGES);
    }
    if (bytes + message.bytes() > MOST_BYTES) {
      drop(id);
      throw tooMany("those of all streams have " + MOST_BYTES + " bytes");
    }
    batch.messages.add(message);
    batch.bytes += message.bytes();
    bytes += message.bytes();
  }

  private static ApiError incomplete() {
    return new ApiError(400, 10176, "atomic publish batch is incomplete");
  }

  private static ApiError tooMany(String detail) {
    return new ApiError(429, 10210, "atomic publish too many inflight: " + detail);
  }

  private void forgetIdle() {
    LeaseTime time = now.get();
    List<Id> idle = new ArrayList<>();
    batches.forEach(
        (id, batch) -> {
          if (batch.idleAfter.compareTo(time) <= 0) {
            idle.add(id);
          }
        });
    idle.forEach(this::drop);
  }

  private void sweepLater() {
    if (!sweeping && !batches.isEmpty() && !timer.isShutdown()) {
      sweeping = true;
      var unused = timer.schedule(this::sweep, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void sweep() {
    sweeping = false;
    forgetIdle();
    sweepLater();
  }
}
