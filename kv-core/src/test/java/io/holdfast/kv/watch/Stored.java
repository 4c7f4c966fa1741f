package io.holdfast.kv.watch;

import io.holdfast.kv.BucketId;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.Ttl;

/** Entries for tests of what keeps them. */
final class Stored {
  private static final BucketId BUCKET = new BucketId("bucket", 1);

  private Stored() {}

  /** A plain entry without a value. */
  static StoredEntry entry(String key, long revision) {
    var entry =
        new Entry(
            BUCKET,
            key,
            EntryKind.PUT,
            MarkerReason.CLIENT,
            Bytes.EMPTY,
            Headers.NONE,
            revision,
            0,
            Ttl.NONE,
            null);
    return new StoredEntry(entry, null, 0, 0);
  }
}
