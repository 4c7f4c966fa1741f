package io.holdfast.net.jetstream;

import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.MarkerReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * An entry as a stream message. Entries that came over the wire keep the headers they were stored
 * with, byte for byte; markers that were written otherwise get the headers that tell NATS clients
 * the same.
 */
final class EntryMessage {
  static final String OPERATION = "KV-Operation";
  static final String MARKER_REASON = "Nats-Marker-Reason";
  static final String TTL = "Nats-TTL";
  static final String ROLLUP = "Nats-Rollup";

  private EntryMessage() {}

  /** The headers of {@code entry} as clients see them. */
  static Headers headers(Entry entry) {
    Headers stored = entry.headers();
    if (!entry.isMarker()
        || stored.first(OPERATION).isPresent()
        || stored.first(MARKER_REASON).isPresent()) {
      return stored;
    }
    if (entry.reason() == MarkerReason.EXPIRED) {
      Headers expired = stored.plus(MARKER_REASON, "MaxAge");
      return entry.ttl().isFinite()
          ? expired.plus(TTL, GoDuration.format(Duration.ofNanos(entry.ttl().nanos())))
          : expired;
    }
    if (entry.kind() == EntryKind.DELETE && entry.reason() == MarkerReason.CLIENT) {
      return stored.plus(OPERATION, "DEL");
    }
    Headers purge = stored.plus(OPERATION, "PURGE");
    return entry.reason() == MarkerReason.CLIENT ? purge.plus(ROLLUP, "sub") : purge;
  }

  /** The headers of a direct get's answer: the stored ones, then where the message is from. */
  static Headers directHeaders(StreamName stream, Entry entry) {
    return headers(entry)
        .plus("Nats-Stream", stream.stream())
        .plus("Nats-Subject", latin1(stream.prefix() + entry.key()))
        .plus("Nats-Sequence", Long.toString(entry.revision()))
        .plus("Nats-Time-Stamp", Timestamps.format(entry.created()));
  }

  /** UTF-8 bytes as characters of the same number, which is how {@link Headers} takes bytes. */
  private static String latin1(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
