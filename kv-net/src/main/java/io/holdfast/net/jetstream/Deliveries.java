package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.net.protocol.Message;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one consumer has delivered: its counts, what is not acknowledged, and the form of its
 * messages. Confined to the consumer's thread; times are those of {@link System#nanoTime}.
 */
final class Deliveries {
  private final StreamName stream;
  private final ConsumerConfig config;
  private final String ackPrefix;
  private final @Nullable PendingAcks pendingAcks;

  private long consumerSequence;
  private long streamSequence;
  private long startedAfter;
  private @Nullable Instant lastActive;

  Deliveries(StreamName stream, ConsumerConfig config) {
    this.stream = stream;
    this.config = config;
    this.ackPrefix = "$JS.ACK." + stream.stream() + '.' + config.name() + '.';
    AckRules rules = config.acks();
    this.pendingAcks = rules.policy() == AckPolicy.NONE ? null : new PendingAcks(rules);
  }

  /** Everything up to {@code position} counts as delivered. */
  void startAfter(long position) {
    streamSequence = position;
    startedAfter = position;
  }

  /** The same after so many messages, before a restart. */
  void resumeAfter(long delivered, long position) {
    startAfter(position);
    consumerSequence = delivered;
  }

  /**
   * From where it would have to go on after a restart: behind what is delivered, or acknowledged
   * where that is expected, so that what is not comes again.
   */
  PendingAcks.Floor resumption() {
    PendingAcks.Floor floor = floor();
    return new PendingAcks.Floor(
        floor.consumerSequence(), Math.max(floor.streamSequence(), startedAfter));
  }

  /** Messages delivered, repetitions included. */
  long consumerSequence() {
    return consumerSequence;
  }

  /** The last new message delivered, or the one before the start. */
  long streamSequence() {
    return streamSequence;
  }

  /** When the last one was delivered; null: none was. */
  @Nullable Instant lastActive() {
    return lastActive;
  }

  /** What is not acknowledged; null when nothing needs to be. */
  @Nullable PendingAcks pendingAcks() {
    return pendingAcks;
  }

  /** How many more may be delivered. */
  int room() {
    return pendingAcks == null ? Integer.MAX_VALUE : pendingAcks.room();
  }

  /**
   * The message that the next delivery would be.
   *
   * @param delivery how often this entry is delivered with it
   * @param pending matching entries that are not delivered after it
   */
  Message message(Entry entry, int delivery, long pending) {
    Headers headers = EntryMessage.headers(entry);
    Bytes body = entry.value();
    if (config.headersOnly()) {
      headers = headers.plus("Nats-Msg-Size", Integer.toString(body.length()));
      body = Bytes.EMPTY;
    }
    String ack =
        ackPrefix
            + delivery
            + '.'
            + entry.revision()
            + '.'
            + (consumerSequence + 1)
            + '.'
            + entry.createdEpochNanos()
            + '.'
            + pending;
    return new Message(stream.prefix() + entry.key(), ack, headers.block(), body);
  }

  /** Counts the first delivery of {@code entry}. */
  void first(Entry entry, long now) {
    consumerSequence++;
    streamSequence = entry.revision();
    if (pendingAcks != null) {
      pendingAcks.delivered(entry.revision(), consumerSequence, now);
    }
  }

  /** Counts one more delivery of what was not acknowledged. */
  void again(PendingAcks.Pending pending, long now) {
    consumerSequence++;
    if (pendingAcks != null) {
      pendingAcks.deliveredAgain(pending, now);
    }
  }

  /** Notes that something was delivered now. */
  void active() {
    lastActive = Instant.now();
  }

  /** Takes what a client says about a message. */
  void take(Acknowledgement acknowledgement, long now) {
    if (pendingAcks == null) {
      return;
    }
    long sequence = acknowledgement.streamSequence();
    switch (acknowledgement.kind()) {
      case DONE, DONE_AND_NEXT -> pendingAcks.acknowledged(sequence);
      case AGAIN -> pendingAcks.dueAt(sequence, now + acknowledgement.delayNanos());
      case IN_PROGRESS -> pendingAcks.inProgress(sequence, now);
      case TERMINATED -> pendingAcks.forget(sequence);
    }
  }

  /** How far it is acknowledged; without acknowledgements it follows what was delivered. */
  PendingAcks.Floor floor() {
    if (consumerSequence == 0) {
      return new PendingAcks.Floor(0, 0);
    }
    var delivered = new PendingAcks.Floor(consumerSequence, streamSequence);
    return pendingAcks == null ? delivered : pendingAcks.floor(delivered);
  }
}
