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
    long pending,
    boolean bound) {

  /** The consumer info object of the JetStream API. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("stream_name", stream.stream());
    json.put("name", config.name());
    json.put("created", Timestamps.format(created));
    json.put("config", config.echo());
    json.put("delivered", sequences(streamSequence));
    // Nothing is acknowledged, so the floor follows what was delivered; before that it is at the
    // bottom.
    json.put("ack_floor", consumerSequence == 0 ? sequences(0) : sequences(streamSequence));
    json.put("num_ack_pending", 0);
    json.put("num_redelivered", 0);
    json.put("num_waiting", 0);
    json.put("num_pending", pending);
    if (bound) {
      json.put("push_bound", true);
    }
    json.put("ts", Timestamps.format(Instant.now()));
    return json;
  }

  private Map<String, Object> sequences(long stream) {
    Map<String, Object> sequences = new LinkedHashMap<>();
    sequences.put("consumer_seq", consumerSequence);
    sequences.put("stream_seq", stream);
    if (lastActive != null) {
      sequences.put("last_active", Timestamps.format(lastActive));
    }
    return sequences;
  }
}
