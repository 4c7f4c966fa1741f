package io.holdfast.net.extension;

import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;

/** The JSON form of an {@link Operation}; its {@code op} names are part of the wire. */
final class OperationJson {
  private OperationJson() {}

  static void write(JsonBody body, Operation operation) {
    body.text("op", name(operation)).text("key", operation.key());
    if (operation instanceof Operation.Put put) {
      body.optionalBytes("value", put.value());
    }
    body.optionalNumber("ttl_ms", TtlMillis.of(operation.ttl()), 0);
    body.optionalBytes("headers", operation.headers().block());
    if (operation instanceof Operation.Put put) {
      LeaseRef owner = put.owner();
      if (owner != null) {
        body.text("lease", owner.toString());
      }
      if (put.rollup() != Rollup.NONE) {
        body.text("rollup", put.rollup() == Rollup.KEY ? "key" : "bucket");
      }
    } else if (operation instanceof Operation.HandOver handOver) {
      body.text("queue", handOver.queue())
          .optionalNumber("freed_ttl_ms", TtlMillis.of(handOver.freedTtl()), 0);
    }
  }

  static Operation read(JsonFields fields) {
    String key = fields.text("key");
    var headers = Headers.ofBlock(fields.bytes("headers"));
    var ttl = TtlMillis.read(fields);
    return switch (fields.text("op")) {
      case "put" ->
          new Operation.Put(
              key,
              fields.bytes("value"),
              headers,
              ttl,
              fields.optionalText("lease").map(LeaseRef::parse).orElse(null),
              rollup(fields));
      case "delete" -> new Operation.Delete(key, headers, ttl);
      case "purge" -> new Operation.Purge(key, headers, ttl);
      case "hand_over" ->
          new Operation.HandOver(
              key, fields.text("queue"), headers, ttl, TtlMillis.read(fields, "freed_ttl_ms"));
      default -> throw fields.wrong("op", "put, delete, purge or hand_over");
    };
  }

  private static String name(Operation operation) {
    if (operation instanceof Operation.Put) {
      return "put";
    }
    if (operation instanceof Operation.HandOver) {
      return "hand_over";
    }
    return operation instanceof Operation.Delete ? "delete" : "purge";
  }

  private static Rollup rollup(JsonFields fields) {
    return switch (fields.optionalText("rollup").orElse("")) {
      case "" -> Rollup.NONE;
      case "key" -> Rollup.KEY;
      case "bucket" -> Rollup.BUCKET;
      default -> throw fields.wrong("rollup", "key or bucket");
    };
  }
}
