package io.holdfast.kv.command;

import io.holdfast.kv.LeaseRef;
import org.jspecify.annotations.Nullable;

/** The binary form of a {@link LeaseRef} (ADR 002), in commands and in snapshots. */
public final class LeaseRefCodec {
  private LeaseRefCodec() {}

  /** Writes {@code lease}. */
  public static void write(BinaryWriter out, LeaseRef lease) {
    out.string(lease.key());
    out.varint(lease.revision());
  }

  /** Reads a lease; errors as in {@link BucketConfigCodec#read}. */
  public static LeaseRef read(BinaryReader in) {
    return new LeaseRef(in.string(), in.varint());
  }

  /** Writes whether there is an owner, and who. */
  public static void writeOwner(BinaryWriter out, @Nullable LeaseRef owner) {
    out.bool(owner != null);
    if (owner != null) {
      write(out, owner);
    }
  }

  /** Reads what {@link #writeOwner} wrote. */
  public static @Nullable LeaseRef readOwner(BinaryReader in) {
    return in.bool() ? read(in) : null;
  }
}
