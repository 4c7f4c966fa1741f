package io.holdfast.kv.watch.jcstress;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketId;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.watch.EntryTable;
import io.holdfast.kv.watch.KeyTrace;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** An empty table, and the steps in which the apply thread writes to it. */
final class Stage {
  private static final BucketConfig CONFIG = BucketConfig.of("stage");
  private static final BucketId ID = new BucketId("stage", 1);

  final EntryTable table = new EntryTable(ID, CONFIG, Instant.EPOCH);

  void insert(String key, long revision) {
    table.insert(stored(key, revision));
  }

  /** Writes a key of which one entry is kept, which goes in the same step. */
  void overwrite(String key, long revision) {
    KeyTrace trace = Objects.requireNonNull(table.trace(key), "a key that was inserted");
    table.append(trace, stored(key, revision), 1);
  }

  /** Installs a snapshot of two keys. */
  void install(String first, long firstRevision, String second, long secondRevision) {
    var entries = List.of(stored(first, firstRevision), stored(second, secondRevision));
    table.restore(entries, CONFIG, secondRevision, 0);
  }

  private static StoredEntry stored(String key, long revision) {
    var entry =
        new Entry(
            ID,
            key,
            EntryKind.PUT,
            MarkerReason.CLIENT,
            Bytes.EMPTY,
            Headers.NONE,
            revision,
            0,
            Ttl.NONE,
            null);
    return new StoredEntry(entry, null, 0, revision);
  }

  void publish(long revision) {
    table.publish(CONFIG, revision);
  }

  void signal() {
    VarHandle.fullFence();
    table.signal();
  }
}
