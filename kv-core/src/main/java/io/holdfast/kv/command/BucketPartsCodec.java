package io.holdfast.kv.command;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketConfig.StreamFlags;
import io.holdfast.kv.BucketSource;
import io.holdfast.kv.Republish;

/**
 * The parts of a bucket's configuration that most buckets do not have, in their binary form (ADR
 * 002): a count, then for each a tag byte and its fields, in the order of the tags.
 */
final class BucketPartsCodec {
  private static final int REPUBLISH = 1;
  private static final int ATOMIC_BATCHES = 2;
  private static final int SOURCES = 3;
  private static final String KNOWN = "1 to 3, each once, in order";

  private BucketPartsCodec() {}

  /** How many parts {@code config} has. */
  static int count(BucketConfig config) {
    return (config.republish() == null ? 0 : 1)
        + (config.flags().atomicBatches() ? 1 : 0)
        + (config.sources().isEmpty() ? 0 : 1);
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
    if (config.flags().atomicBatches()) {
      out.u8(ATOMIC_BATCHES);
    }
    if (!config.sources().isEmpty()) {
      out.u8(SOURCES);
      out.list(config.sources(), source -> write(out, source));
    }
  }

  private static void write(BinaryWriter out, BucketSource source) {
    out.string(source.bucket());
    out.list(
        source.mappings(),
        mapping -> {
          out.string(mapping.source());
          out.string(mapping.destination());
        });
    out.varint(source.startRevision());
    out.fixed64(source.startEpochNanos());
  }

  private static BucketSource readSource(BinaryReader in) {
    return new BucketSource(
        in.string(),
        in.list(() -> new BucketSource.Mapping(in.string(), in.string())),
        in.varint(),
        in.fixed64());
  }

  /** Adds the parts that follow to {@code config}, whose flags are {@code flags} so far. */
  static void read(BinaryReader in, BucketConfig.Builder config, StreamFlags flags) {
    int before = 0;
    for (int left = in.unsignedInt(); left > 0; left--) {
      int tag = in.u8();
      if (tag <= before) {
        throw in.unknown("part of a bucket's configuration", 1, tag, KNOWN);
      }
      switch (tag) {
        case REPUBLISH -> config.republish(new Republish(in.string(), in.string(), in.bool()));
        case ATOMIC_BATCHES -> config.flags(flags.withAtomicBatches());
        case SOURCES -> config.sources(in.list(() -> readSource(in)));
        default -> throw in.unknown("part of a bucket's configuration", 1, tag, KNOWN);
      }
      before = tag;
    }
  }
}
