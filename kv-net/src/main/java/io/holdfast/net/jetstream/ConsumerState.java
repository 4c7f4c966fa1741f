package io.holdfast.net.jetstream;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A consumer at one instant. Immutable.
 *
 * @param consumerSequence messages delivered
 * @param streamSequence of the last one delivered, or the one before the start
 * @param lastActive when the last one was delivered; null: none was
 * @param acknowledged how far it is acknowledged
 * @param ackPending messages that are delivered and not acknowledged
 * @param redelivered those of them that were delivered more than once
 * @param waiting requests for messages that wait
 * @param pending matching messages not delivered
 * @param bound whether somebody subscribes to the deliver subject
 */
record ConsumerState(
    StreamName stream,
    ConsumerConfig config,
    Instant created,
    long consumerSequence,
    long streamSequence,
    @Nullable Instant lastActive,
    PendingAcks.Floor acknowledged,
    int ackPending,
    int redelivered,
    int waiting,
    long pending,
    boolean bound) {

  /**
   * The state of a consumer with these deliveries.
   *
   * @param pending matching messages not delivered
   * @param waiting requests for messages that wait
   * @param bound whether somebody subscribes to the deliver subject
   */
  static ConsumerState of(
      ServedConsumer consumer,
      Instant created,
      Deliveries deliveries,
      long pending,
      int waiting,
      boolean bound) {
    PendingAcks acks = deliveries.pendingAcks();
    return new ConsumerState(
        consumer.stream(),
        consumer.config(),
        created,
        deliveries.consumerSequence(),
        deliveries.streamSequence(),
        deliveries.lastActive(),
        deliveries.floor(),
        acks == null ? 0 : acks.size(),
        acks == null ? 0 : acks.redelivered(),
        waiting,
        pending,
        bound);
  }

  /** The consumer info object of the JetStream API. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("stream_name", stream.stream());
    json.put("name", config.name());
    json.put("created", Timestamps.format(created));
    json.put("config", config.echo().fields());
    json.put("delivered", sequences(consumerSequence, streamSequence));
    json.put(
        "ack_floor", sequences(acknowledged.consumerSequence(), acknowledged.streamSequence()));
    json.put("num_ack_pending", ackPending);
    json.put("num_redelivered", redelivered);
    json.put("num_waiting", waiting);
    json.put("num_pending", pending);
    if (bound) {
      json.put("push_bound", true);
    }
    json.put("ts", Timestamps.format(Instant.now()));
    return json;
  }

  private Map<String, Object> sequences(long consumer, long stream) {
    Map<String, Object> sequences = new LinkedHashMap<>();
    sequences.put("consumer_seq", consumer);
    sequences.put("stream_seq", stream);
    if (lastActive != null) {
      sequences.put("last_active", Timestamps.format(lastActive));
    }
    return sequences;
  }
}
