package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.Ttl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

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
  static final String LEASE = "Holdfast-Lease";
  static final String OUR_REASON = "Holdfast-Marker-Reason";

  private EntryMessage() {}

  /** The headers of {@code entry} as clients see them. */
  static Headers headers(Entry entry) {
    Headers told = kindAndOwner(entry);
    if (entry.ttl().equals(Ttl.NONE) || told.first(TTL).isPresent()) {
      return told;
    }
    return told.plus(
        TTL,
        entry.ttl().isFinite()
            ? GoDuration.format(Duration.ofNanos(entry.ttl().nanos()))
            : "never");
  }

  private static Headers kindAndOwner(Entry entry) {
    Headers stored = entry.headers();
    if (!entry.isMarker()) {
      var owner = entry.owner();
      return owner.isPresent() ? stored.plus(LEASE, owner.get().toString()) : stored;
    }
    if (stored.first(OPERATION).isPresent() || stored.first(MARKER_REASON).isPresent()) {
      return stored;
    }
    if (entry.reason() == MarkerReason.EXPIRED) {
      return stored.plus(MARKER_REASON, "MaxAge").plus(ROLLUP, "sub");
    }
    if (entry.kind() == EntryKind.DELETE && entry.reason() == MarkerReason.CLIENT) {
      return stored.plus(OPERATION, "DEL");
    }
    Headers purge = stored.plus(OPERATION, "PURGE");
    return entry.reason() == MarkerReason.CLIENT
        ? purge.plus(ROLLUP, "sub")
        : purge.plus(OUR_REASON, "lease_ended");
  }

  /** The headers of a direct get's answer: the stored ones, then where the message is from. */
  static Headers directHeaders(StreamName stream, Entry entry) {
    return directHeaders(stream, entry, headers(entry).block(), "");
  }

  /**
   * The same for one of several in an answer.
   *
   * @param stored the block of headers to begin with; empty: none
   * @param lines further lines, each begun by CR LF
   */
  static Headers directHeaders(StreamName stream, Entry entry, Bytes stored, String lines) {
    // In one go, since every get pays for it; none of these values can break a line.
    var text = new StringBuilder(192);
    if (stored.isEmpty()) {
      text.append("NATS/1.0\r\n");
    }
    text.append("Nats-Stream: ").append(stream.stream());
    text.append("\r\nNats-Subject: ").append(stream.prefix()).append(entry.key());
    text.append("\r\nNats-Sequence: ").append(entry.revision());
    text.append("\r\nNats-Time-Stamp: ");
    Timestamps.append(entry.createdEpochNanos(), text);
    byte[] more = text.append(lines).append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
    if (stored.isEmpty()) {
      return Headers.ofBlock(Bytes.wrap(more));
    }
    int kept = stored.length() - 2;
    byte[] block = Arrays.copyOf(stored.toArray(), kept + more.length);
    System.arraycopy(more, 0, block, kept, more.length);
    return Headers.ofBlock(Bytes.wrap(block));
  }
}
