package io.holdfast.net.remote;

import io.holdfast.kv.BucketId;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.Ttl;
import io.holdfast.net.remote.Link.Incoming;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A stream's message read as an entry (source: NATS ADR-8): what it is shows in its headers. */
final class StoredMessage {
  private static final Pattern GO_DURATION_PART =
      Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

  private StoredMessage() {}

  /** What a consumer of {@code bucket} delivered; without its value unless {@code values}. */
  static Entry delivered(BucketId bucket, Incoming message, AckSubject delivery, boolean values) {
    String key = message.subject().substring(StreamJson.keyPrefix(bucket.name()).length());
    var headers = Headers.NONE;
    for (int i = 0; i < message.headers().size(); i += 2) {
      String name = message.headers().get(i);
      if (!name.equals("Nats-Msg-Size")) {
        headers = headers.plus(name, message.headers().get(i + 1));
      }
    }
    Bytes value = values ? message.payload() : Bytes.EMPTY;
    return entry(bucket, key, headers, value, delivery.revision(), delivery.createdEpochNanos());
  }

  static Entry entry(
      BucketId bucket,
      String key,
      Headers headers,
      Bytes value,
      long revision,
      long createdEpochNanos) {
    String operation = headers.first("KV-Operation").orElse("");
    String reason = headers.first("Nats-Marker-Reason").orElse("");
    EntryKind kind =
        switch (operation.isEmpty() ? reason : operation) {
          case "DEL", "Remove" -> EntryKind.DELETE;
          case "PURGE", "Purge", "MaxAge" -> EntryKind.PURGE;
          default -> EntryKind.PUT;
        };
    return new Entry(
        bucket,
        key,
        kind,
        kind.isMarker() ? reason(reason, headers) : MarkerReason.CLIENT,
        kind.isMarker() ? Bytes.EMPTY : value,
        headers,
        revision,
        createdEpochNanos,
        ttl(headers),
        owner(headers));
  }

  private static MarkerReason reason(String reason, Headers headers) {
    String ours = headers.first("Holdfast-Marker-Reason").orElse("");
    if (ours.equals("lease_ended") || reason.equals("Remove")) {
      return MarkerReason.LEASE_ENDED;
    }
    return reason.equals("MaxAge") ? MarkerReason.EXPIRED : MarkerReason.CLIENT;
  }

  /** Null also for what is no lease: an application's own header must not end a whole watch. */
  private static @Nullable LeaseRef owner(Headers headers) {
    try {
      return headers.first("Holdfast-Lease").map(LeaseRef::parse).orElse(null);
    } catch (InvalidArgumentException e) {
      return null;
    }
  }

  /** The time to live in {@code Nats-TTL}: seconds, a Go duration, or {@code never}. */
  private static Ttl ttl(Headers headers) {
    String text = headers.first("Nats-TTL").orElse("").toLowerCase(Locale.ROOT);
    if (text.isEmpty()) {
      return Ttl.NONE;
    }
    if (text.equals("never")) {
      return Ttl.NEVER;
    }
    if (text.chars().allMatch(c -> c >= '0' && c <= '9') && text.length() < 10) {
      return new Ttl(Duration.ofSeconds(Long.parseLong(text)).toNanos());
    }
    var part = GO_DURATION_PART.matcher(text);
    double nanos = 0;
    while (part.find()) {
      nanos += Double.parseDouble(part.group(1)) * unitNanos(part.group(2));
    }
    return new Ttl((long) nanos);
  }

  private static double unitNanos(String unit) {
    return switch (unit) {
      case "ns" -> 1;
      case "us", "µs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      default -> 3600e9;
    };
  }
}
