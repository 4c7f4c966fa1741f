package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.watch.BucketView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server has to know of a consumer to go on with it after a restart. Immutable.
 *
 * @param id whose it is
 * @param incarnation of its bucket
 * @param created when the consumer was made
 * @param consumerSequence messages delivered, or acknowledged where that is asked for
 * @param streamSequence everything up to this revision is delivered, or acknowledged
 * @param newestOnlyUpTo up to here only the newest entry of a key is delivered
 * @param config its filled-in configuration
 */
record RememberedConsumer(
    Id id,
    long incarnation,
    Instant created,
    long consumerSequence,
    long streamSequence,
    long newestOnlyUpTo,
    Bytes config) {

  /** A consumer's name and its stream's bucket. */
  record Id(String bucket, String name) {
    static Id of(ServedConsumer consumer) {
      return new Id(consumer.stream().bucket(), consumer.config().name());
    }

    static Id in(RequestBody line) {
      return new Id(line.text("bucket"), line.text("name"));
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("bucket", bucket);
      json.put("name", name);
      return json;
    }
  }

  /** The line that says that a consumer ended. */
  static Map<String, Object> end(ServedConsumer consumer) {
    Map<String, Object> json = line(Id.of(consumer), consumer.created());
    json.put("ended", true);
    return json;
  }

  /** The line that says everything. */
  Map<String, Object> all() {
    Map<String, Object> json = progress();
    json.put("incarnation", incarnation);
    json.put("newest_only_up_to", newestOnlyUpTo);
    json.put("config", config.utf8());
    return json;
  }

  /** The line that says how far it is. */
  Map<String, Object> progress() {
    Map<String, Object> json = line(id, created);
    json.put("consumer_seq", consumerSequence);
    json.put("stream_seq", streamSequence);
    return json;
  }

  private static Map<String, Object> line(Id id, Instant created) {
    Map<String, Object> json = id.json();
    // Another one of the name is not meant, should the line between be damaged.
    json.put("created", created.toString());
    return json;
  }

  /** Reads what {@link #all} wrote. */
  static RememberedConsumer read(RequestBody line) {
    return new RememberedConsumer(
        Id.in(line),
        line.number("incarnation", 0),
        Instant.parse(line.text("created")),
        line.number("consumer_seq", 0),
        line.number("stream_seq", 0),
        line.number("newest_only_up_to", 0),
        Bytes.utf8(line.text("config")));
  }

  /** The same consumer after a line of it; null when that says that it ended. */
  @Nullable RememberedConsumer after(RequestBody line) {
    if (!created.toString().equals(line.text("created"))) {
      return this;
    }
    return line.flag("ended")
        ? null
        : new RememberedConsumer(
            id,
            incarnation,
            created,
            line.number("consumer_seq", consumerSequence),
            line.number("stream_seq", streamSequence),
            newestOnlyUpTo,
            config);
  }

  /** Whether it is a consumer of this bucket, and not of an earlier one of the name. */
  boolean belongsTo(BucketView bucket) {
    return bucket.id().incarnation() == incarnation
        && (consumerSequence == 0 || streamSequence <= bucket.lastRevision());
  }
}
