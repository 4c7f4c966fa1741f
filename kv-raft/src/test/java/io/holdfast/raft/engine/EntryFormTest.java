package io.holdfast.raft.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.LogId;
import io.holdfast.kv.DamagedException;
import io.holdfast.raft.storage.LogRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryFormTest {
  @Test
  void shouldBringMembersBackAsTheyWere() {
    var entry = new LogEntry(EntryType.ENTRY_TYPE_CONFIGURATION);
    entry.setId(new LogId(7, 3));
    entry.setPeers(List.of(new Member(1, 0).peer(), new Member(2, 4).peer()));
    entry.setLearners(List.of(new Member(3, 0).peer()));
    entry.setOldPeers(List.of(new Member(1, 0).peer()));

    LogEntry read = EntryForm.entry(EntryForm.record(entry));

    assertEquals(entry.getId(), read.getId());
    assertEquals(entry.getPeers(), read.getPeers());
    assertEquals(entry.getLearners(), read.getLearners());
    assertEquals(entry.getOldPeers(), read.getOldPeers());
    assertEquals(List.of(), read.getOldLearners());
  }

  /** A form that is on disks: changed only together with a new version. */
  @Test
  void shouldKeepTheWrittenFormOfMembers() {
    var entry = new LogEntry(EntryType.ENTRY_TYPE_CONFIGURATION);
    entry.setId(new LogId(1, 1));
    entry.setPeers(List.of(new Member(1, 0).peer(), new Member(2, 4).peer()));
    entry.setLearners(List.of(new Member(3, 0).peer()));

    assertEquals(
        "1;node-1:0,node-2:4;node-3:0;;",
        new String(EntryForm.record(entry).data(), StandardCharsets.US_ASCII));
  }

  @Test
  void shouldCarryABatchByteForByte() {
    var entry = new LogEntry(EntryType.ENTRY_TYPE_DATA);
    entry.setId(new LogId(9, 2));
    ByteBuffer inner = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}, 1, 2).slice();
    entry.setData(inner);

    LogRecord record = EntryForm.record(entry);

    assertArrayEquals(new byte[] {2, 3}, record.data());
    assertEquals(ByteBuffer.wrap(new byte[] {2, 3}), EntryForm.entry(record).getData());
  }

  @Test
  void shouldRefuseWhatANewerReleaseWrote() {
    var unknownKind = new LogRecord(5, 1, 9, new byte[0]);
    var unknownVersion =
        new LogRecord(
            5, 1, EntryForm.CONFIGURATION, "2;node-1:0;;;".getBytes(StandardCharsets.US_ASCII));

    for (var record : List.of(unknownKind, unknownVersion)) {
      var refusal = assertThrows(DamagedException.class, () -> EntryForm.entry(record));
      assertTrue(
          String.valueOf(refusal.getMessage()).contains("log record 5"), refusal.getMessage());
    }
  }
}
