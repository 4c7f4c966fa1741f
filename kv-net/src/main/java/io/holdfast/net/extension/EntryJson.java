package io.holdfast.net.extension;

import io.holdfast.kv.BucketId;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.MarkerReason;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;

/** The JSON form of an {@link Entry}; what has its usual value is left out. */
final class EntryJson {
  private EntryJson() {}

  static void write(JsonBody body, Entry entry, boolean withValue) {
    body.text("key", entry.key()).number("revision", entry.revision());
    if (entry.isMarker()) {
      body.text("kind", entry.kind() == EntryKind.DELETE ? "delete" : "purge");
      if (entry.reason() != MarkerReason.CLIENT) {
        body.text("reason", entry.reason() == MarkerReason.EXPIRED ? "expired" : "lease_ended");
      }
    }
    body.number("created_ns", entry.createdEpochNanos());
    body.optionalNumber("ttl_ms", TtlMillis.of(entry.ttl()), 0);
    entry.owner().ifPresent(owner -> body.text("lease", owner.toString()));
    body.optionalBytes("headers", entry.headers().block());
    if (withValue) {
      body.optionalBytes("value", entry.value());
    }
  }

  static Entry read(JsonFields fields, BucketId bucket) {
    EntryKind kind =
        switch (fields.optionalText("kind").orElse("put")) {
          case "put" -> EntryKind.PUT;
          case "delete" -> EntryKind.DELETE;
          case "purge" -> EntryKind.PURGE;
          default -> throw fields.wrong("kind", "put, delete or purge");
        };
    MarkerReason reason =
        switch (fields.optionalText("reason").orElse("client")) {
          case "client" -> MarkerReason.CLIENT;
          case "expired" -> MarkerReason.EXPIRED;
          case "lease_ended" -> MarkerReason.LEASE_ENDED;
          default -> throw fields.wrong("reason", "client, expired or lease_ended");
        };
    return new Entry(
        bucket,
        fields.text("key"),
        kind,
        reason,
        fields.bytes("value"),
        Headers.ofBlock(fields.bytes("headers")),
        fields.number("revision"),
        fields.number("created_ns", 0),
        TtlMillis.read(fields),
        fields.optionalText("lease").map(LeaseRef::parse).orElse(null));
  }

  /** About how many bytes the entry takes in a reply, never less than its parts in base64. */
  static long size(Entry entry, boolean withValue) {
    long parts = (long) entry.headers().block().length() + (withValue ? entry.value().length() : 0);
    return 160 + entry.key().length() * 3L + parts * 4 / 3;
  }
}
