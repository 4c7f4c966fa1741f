package io.holdfast.net.remote;

import io.holdfast.net.json.JsonBody;
import io.holdfast.net.remote.Link.Outgoing;
import java.time.Duration;
import java.util.List;

/**
 * What a watch asks a server for: an ordered push consumer with heartbeats and flow control.
 * Immutable.
 *
 * @param bucket which bucket
 * @param name the consumer's, random
 * @param deliverSubject where entries go
 * @param filters keys or patterns, not overlapping
 * @param policy where it begins
 * @param startRevision where {@link Policy#FROM} begins
 * @param values whether values are wanted
 * @param heartbeat the longest silence
 */
record ConsumerRequest(
    String bucket,
    String name,
    String deliverSubject,
    List<String> filters,
    Policy policy,
    long startRevision,
    boolean values,
    Duration heartbeat) {
  /** Where a consumer begins. */
  enum Policy {
    /** The newest entry of each key. */
    LATEST("last_per_subject"),
    /** Everything kept. */
    ALL("all"),
    /** A revision. */
    FROM("by_start_sequence");

    private final String wire;

    Policy(String wire) {
      this.wire = wire;
    }
  }

  /** The request that creates it. */
  Outgoing create() {
    String stream = StreamJson.stream(bucket);
    String prefix = StreamJson.keyPrefix(bucket);
    boolean single = filters.size() == 1;
    String subject = Streams.API + "CONSUMER.CREATE." + stream + "." + name;
    if (single) {
      subject += "." + prefix + filters.get(0);
    }
    return new Outgoing(
        subject,
        JsonBody.of(
            body ->
                body.text("stream_name", stream)
                    .text("action", "create")
                    .object("config", config -> config(config, prefix, single))));
  }

  private void config(JsonBody config, String prefix, boolean single) {
    config
        .text("name", name)
        .text("deliver_subject", deliverSubject)
        .text("deliver_policy", policy.wire);
    if (policy == Policy.FROM) {
      config.number("opt_start_seq", startRevision);
    }
    if (single) {
      config.text("filter_subject", prefix + filters.get(0));
    } else {
      config.texts("filter_subjects", filters.stream().map(filter -> prefix + filter).toList());
    }
    config
        .text("ack_policy", "none")
        .number("max_deliver", 1)
        .text("replay_policy", "instant")
        .flag("flow_control", true)
        .number("idle_heartbeat", heartbeat.toNanos())
        .flag("mem_storage", true)
        .number("num_replicas", 1)
        .optionalFlag("headers_only", !values);
  }

  /** The subject that ends it. */
  String deleteSubject() {
    return Streams.API + "CONSUMER.DELETE." + StreamJson.stream(bucket) + "." + name;
  }
}
