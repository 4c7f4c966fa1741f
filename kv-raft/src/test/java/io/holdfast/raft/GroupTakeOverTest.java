package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.raft.engine.ConsensusGroup;
import io.holdfast.raft.engine.EngineGroup;
import io.holdfast.raft.storage.DataDirectory;
import io.holdfast.raft.storage.Disk;
import io.holdfast.raft.storage.Fsync;
import io.holdfast.raft.storage.LogRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group of one works without the engine, and the engine can take its files over at any time, as
 * it has to when the group grows; and the other way round.
 */
@Tag("G9")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GroupTakeOverTest {
  private static final int ROUNDS = 6;
  private static final int PUTS = 40;
  private static final int SNAPSHOT_ENTRIES = 70;

  private final Path data;

  GroupTakeOverTest(@TempDir Path folder) {
    this.data = folder.resolve("data");
  }

  @Test
  void shouldGoOnFromEachOthersFilesRoundByRound() throws InterruptedException {
    long revision = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (var store = open(round % 2 == 0 ? ConsensusGroup::open : EngineGroup::open)) {
        var bucket =
            round == 0 ? store.createBucket(BucketConfig.of("data")) : store.bucket("data");
        for (int before = 0; before < round * PUTS; before++) {
          assertEquals("value" + before, bucket.get("key" + before).orElseThrow().value().utf8());
        }
        for (int put = round * PUTS; put < (round + 1) * PUTS; put++) {
          long next = bucket.put("key" + put, Bytes.utf8("value" + put));
          assertEquals(++revision, next, "an entry was lost, or applied twice");
        }
      }
    }
  }

  @Test
  void shouldBeginATermOfItsOwnEachTimeAndNameItsMemberThere() {
    for (int round = 0; round < 4; round++) {
      open(round % 2 == 0 ? ConsensusGroup::open : EngineGroup::open).close();
    }

    List<LogRecord> records = records();
    assertEquals(4, records.size(), "each start writes one entry");
    for (int i = 0; i < records.size(); i++) {
      assertEquals(i + 1, records.get(i).term());
      assertEquals(records.get(0).kind(), records.get(i).kind());
      assertEquals(
          text(records.get(1)),
          text(records.get(i)),
          "what the engine writes, which is record 2, is what is written without it");
    }
  }

  @Test
  void shouldTakeOverSnapshotsToo() throws InterruptedException {
    for (int round = 0; round < 4; round++) {
      try (var store = open(round % 2 == 0 ? ConsensusGroup::open : EngineGroup::open)) {
        var bucket =
            round == 0 ? store.createBucket(BucketConfig.of("data")) : store.bucket("data");
        assertEquals(round * 3 * SNAPSHOT_ENTRIES, bucket.keys().items().size());
        for (int put = 0; put < 3 * SNAPSHOT_ENTRIES; put++) {
          bucket.put("key" + round + "." + put, Bytes.utf8("value"));
        }
      }
    }
    String[] snapshots = Objects.requireNonNull(data.resolve("snapshots").toFile().list());
    assertTrue(snapshots.length > 0, "no snapshot was taken, so nothing was tested");
  }

  private static String text(LogRecord members) {
    return new String(members.data(), StandardCharsets.US_ASCII);
  }

  private LocalStore open(ConsensusGroup.Opener opener) {
    return DurableStore.open(
        DurableStoreOptions.at(data).snapshotEvery(Long.MAX_VALUE, SNAPSHOT_ENTRIES).build(),
        opener);
  }

  private List<LogRecord> records() {
    var identity = DataDirectory.identityAt(data, Disk.real()).orElseThrow();
    try (var storage =
        NodeStorage.open(DataDirectory.open(data, identity), Fsync.SYNC, fault -> {})) {
      var records = new ArrayList<LogRecord>();
      for (long at = storage.log().firstIndex(); at <= storage.log().lastIndex(); at++) {
        records.add(Objects.requireNonNull(storage.log().read(at)));
      }
      return records;
    }
  }
}
