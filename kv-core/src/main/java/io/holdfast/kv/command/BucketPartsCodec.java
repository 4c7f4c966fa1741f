package io.holdfast.kv.command;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Republish;

/**
 * The parts of a bucket's configuration that most buckets do not have, in their binary form (ADR
 * 002): a count, then for each a tag byte and its fields, in the order of the tags.
 */
final class BucketPartsCodec {
  private static final int REPUBLISH = 1;

  private BucketPartsCodec() {}

  /** How many parts {@code config} has. */
  static int count(BucketConfig config) {
    return config.republish() == null ? 0 : 1;
  }

  static void write(BinaryWriter out, BucketConfig config) {
    out.varint(count(config));
    Republish republish = config.republish();
    if (republish != null) {
      out.u8(REPUBLISH);
      out.string(republish.source());
      out.string(republish.destination());
      out.bool(republish.headersOnly());
    }
  }

  /** Adds the parts that follow to {@code config}. */
  static void read(BinaryReader in, BucketConfig.Builder config) {
    int before = 0;
    for (int left = in.unsignedInt(); left > 0; left--) {
      int tag = in.u8();
      if (tag != REPUBLISH || tag <= before) {
        throw in.unknown("part of a bucket's configuration", 1, tag, "1, each once, in order");
      }
      config.republish(new Republish(in.string(), in.string(), in.bool()));
      before = tag;
    }
  }
}
