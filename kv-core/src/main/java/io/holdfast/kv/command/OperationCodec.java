package io.holdfast.kv.command;

import io.holdfast.kv.Headers;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.Ttl;
import java.util.List;

/**
 * The binary form of an {@link Operation} (ADR 002): a tag byte, then the fields of the record in
 * order.
 */
final class OperationCodec {
  private static final ByteTable<Rollup> ROLLUP =
      new ByteTable<>("rollup", List.of(Rollup.NONE, Rollup.KEY, Rollup.BUCKET));

  private OperationCodec() {}

  static void write(BinaryWriter out, Operation operation) {
    if (operation instanceof Operation.Put put) {
      out.u8(1);
      out.string(put.key());
      out.bytes(put.value());
      out.bytes(put.headers().block());
      out.fixed64(put.ttl().nanos());
      LeaseRefCodec.writeOwner(out, put.owner());
      ROLLUP.write(out, put.rollup());
    } else if (operation instanceof Operation.Delete) {
      marker(out, 2, operation);
    } else if (operation instanceof Operation.Purge) {
      marker(out, 3, operation);
    } else if (operation instanceof Operation.HandOver handOver) {
      out.u8(4);
      out.string(handOver.key());
      out.string(handOver.queue());
      out.bytes(handOver.headers().block());
      out.fixed64(handOver.ttl().nanos());
      out.fixed64(handOver.freedTtl().nanos());
    } else {
      throw new IllegalArgumentException("operation without a tag: " + operation);
    }
  }

  static Operation read(BinaryReader in) {
    int tag = in.u8();
    return switch (tag) {
      case 1 ->
          new Operation.Put(
              in.string(),
              in.bytes(),
              headers(in),
              ttl(in),
              LeaseRefCodec.readOwner(in),
              ROLLUP.read(in));
      case 2 -> new Operation.Delete(in.string(), headers(in), ttl(in));
      case 3 -> new Operation.Purge(in.string(), headers(in), ttl(in));
      case 4 -> new Operation.HandOver(in.string(), in.string(), headers(in), ttl(in), ttl(in));
      default -> throw in.unknown("operation tag", 1, tag, "1 to 4");
    };
  }

  private static void marker(BinaryWriter out, int tag, Operation operation) {
    out.u8(tag);
    out.string(operation.key());
    out.bytes(operation.headers().block());
    out.fixed64(operation.ttl().nanos());
  }

  private static Headers headers(BinaryReader in) {
    return Headers.ofBlock(in.bytes());
  }

  private static Ttl ttl(BinaryReader in) {
    return new Ttl(in.fixed64());
  }
}
