package io.holdfast.kv.command;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketConfig.StreamFlags;
import io.holdfast.kv.StorageKind;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The binary form of a bucket's configuration (ADR 002), in commands and in snapshots. */
public final class BucketConfigCodec {
  private static final ByteTable<StorageKind> STORAGE =
      new ByteTable<>("storage kind", List.of(StorageKind.FILE, StorageKind.MEMORY));

  /** Added to the last flag where parts follow that the first releases did not know. */
  private static final int PARTS_FOLLOW = 2;

  private BucketConfigCodec() {}

  /** Writes {@code config}. */
  public static void write(BinaryWriter out, BucketConfig config) {
    out.string(config.name());
    out.string(config.description());
    out.varint(config.history());
    out.fixed64(config.ttl().toNanos());
    out.fixed64(config.maxValueBytes());
    out.fixed64(config.maxBytes());
    STORAGE.write(out, config.storage());
    out.varint(config.replicas());
    out.fixed64(config.limitMarkerTtl().toNanos());
    out.fixed64(config.duplicateWindow().toNanos());
    out.bool(config.compressed());
    out.varint(config.metadata().size());
    config
        .metadata()
        .forEach(
            (name, value) -> {
              out.string(name);
              out.string(value);
            });
    boolean parts = BucketPartsCodec.count(config) > 0;
    writeFlags(out, config.flags(), parts);
    if (parts) {
      BucketPartsCodec.write(out, config);
    }
  }

  /**
   * Reads a configuration.
   *
   * @throws io.holdfast.kv.DamagedException when the bytes are none
   * @throws io.holdfast.kv.InvalidArgumentException when they are one that is not valid
   */
  public static BucketConfig read(BinaryReader in) {
    BucketConfig.Builder config = readBeforeFlags(in).toBuilder();
    boolean allowDirect = in.bool();
    boolean denyDelete = in.bool();
    boolean denyPurge = in.bool();
    boolean allowRollup = in.bool();
    boolean perKeyTtl = in.bool();
    int last = in.u8();
    if (last > PARTS_FOLLOW + 1) {
      throw in.unknown("last flag of a bucket's configuration", 1, last, "0 to 3");
    }
    boolean discardNew = (last & 1) == 1;
    var flags =
        new StreamFlags(allowDirect, denyDelete, denyPurge, allowRollup, perKeyTtl, discardNew);
    config.flags(flags);
    if (last >= PARTS_FOLLOW) {
      BucketPartsCodec.read(in, config, flags);
    }
    return config.build();
  }

  private static BucketConfig readBeforeFlags(BinaryReader in) {
    return new BucketConfig(
        in.string(),
        in.string(),
        in.unsignedInt(),
        Duration.ofNanos(in.fixed64()),
        in.fixed64(),
        in.fixed64(),
        STORAGE.read(in),
        in.unsignedInt(),
        Duration.ofNanos(in.fixed64()),
        Duration.ofNanos(in.fixed64()),
        in.bool(),
        readMetadata(in),
        StreamFlags.DEFAULT,
        null,
        List.of());
  }

  private static SortedMap<String, String> readMetadata(BinaryReader in) {
    var metadata = new TreeMap<String, String>();
    for (int left = in.unsignedInt(); left > 0; left--) {
      metadata.put(in.string(), in.string());
    }
    return metadata;
  }

  private static void writeFlags(BinaryWriter out, StreamFlags flags, boolean partsFollow) {
    out.bool(flags.allowDirect());
    out.bool(flags.denyDelete());
    out.bool(flags.denyPurge());
    out.bool(flags.allowRollup());
    out.bool(flags.perKeyTtl());
    out.u8((flags.discardNew() ? 1 : 0) + (partsFollow ? PARTS_FOLLOW : 0));
  }
}
