package io.holdfast.kv.state;

import io.holdfast.kv.EntryKind;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.command.ByteTable;
import java.util.List;

/** The bytes of the enums in a snapshot. */
final class SnapshotForm {
  static final ByteTable<EntryKind> KINDS =
      new ByteTable<>("entry kind", List.of(EntryKind.PUT, EntryKind.DELETE, EntryKind.PURGE));

  static final ByteTable<MarkerReason> REASONS =
      new ByteTable<>(
          "marker reason",
          List.of(MarkerReason.CLIENT, MarkerReason.EXPIRED, MarkerReason.LEASE_ENDED));

  private SnapshotForm() {}
}
