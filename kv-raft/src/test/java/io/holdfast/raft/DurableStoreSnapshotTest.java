package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketConfig.StreamFlags;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.raft.engine.ConsensusGroup;
import io.holdfast.raft.storage.DataDirectory;
import io.holdfast.raft.storage.Disk;
import io.holdfast.raft.storage.Fsync;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Guarantees G5, G9 and G18 on one node. */
@Tag("G2")
@Tag("G5")
@Tag("G9")
@Tag("G18")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DurableStoreSnapshotTest {
  private static final int ENTRIES = 50;

  /** A bucket of which single revisions may be removed. */
  private static final BucketConfig DELETING =
      BucketConfig.builder("data")
          .flags(new StreamFlags(true, false, false, true, true, true))
          .build();

  /** What says that a process is alive. */
  private static final Set<String> OF_THE_PROCESS = Set.of("lock", "holder");

  private final Path folder;
  private final Path data;

  DurableStoreSnapshotTest(@TempDir Path folder) {
    this.folder = folder;
    this.data = folder.resolve("data");
  }

  @Test
  void shouldCutTheLogBehindSnapshotsAndFindEverythingAgain() throws InterruptedException {
    Outcome first;
    try (var store = open(data)) {
      store.createBucket(BucketConfig.of("data"));
      first = store.submit(request()).join();
      putUntilCut(store);
    }
    assertTrue(firstIndex() > 1, "the log was not cut");

    try (var store = open(data)) {
      assertEquals("value", store.bucket("data").get("first").orElseThrow().value().utf8());
      var retried = (Outcome.Written) store.submit(request()).join();
      assertEquals(((Outcome.Written) first).firstRevision(), retried.firstRevision());
      assertTrue(retried.duplicate(), "the table of remembered requests is not in the snapshot");
    }
  }

  /** Guarantee G2: what a snapshot holds need not be what was written last. */
  @Test
  void shouldGiveNoRevisionTwiceWhenTheNewestEntriesAreGone() throws InterruptedException {
    long last = 0;
    try (var store = open(data)) {
      var bucket = store.createBucket(DELETING);
      for (int i = 0; i < ENTRIES; i++) {
        last = bucket.put("key" + i, Bytes.utf8("value"));
      }
      removeUntilASnapshotHasNothingElse(store, last);
    }

    try (var store = open(data)) {
      long next = store.bucket("data").put("next", Bytes.utf8("value"));
      assertEquals(last + 1, next, "the snapshot forgot how far revisions had come");
    }
  }

  /** Each removal is an entry of the log, so snapshots follow; the test's time-out bounds it. */
  private void removeUntilASnapshotHasNothingElse(LocalStore store, long last) {
    for (long revision = last; revision > 0; revision--) {
      assertEquals(
          new Outcome.Removed(1),
          store.submit(new Command.RemoveRevision("data", revision)).join());
    }
    var seen = new HashSet<String>();
    int before = seen(seen);
    while (seen(seen) < before + 2) {
      store.submit(new Command.RemoveRevision("data", last)).join();
    }
  }

  private int seen(Set<String> snapshots) {
    snapshots.addAll(snapshots());
    return snapshots.size();
  }

  /** What a copy of the files holds at any moment is what a killed process leaves behind. */
  @Test
  void shouldFindEverythingAcknowledgedInFilesTakenFromARunningStore() throws Exception {
    Path copy = folder.resolve("copy");
    try (var store = DurableStore.open(DurableStoreOptions.at(data).build(), opener())) {
      var bucket = store.createBucket(BucketConfig.of("data"));
      for (int i = 0; i < 3 * ENTRIES; i++) {
        bucket.put("key" + i, Bytes.utf8("value"));
      }
      copy(data, copy);
      bucket.put("after", Bytes.utf8("value"));
    }

    try (var store = open(copy)) {
      var bucket = store.bucket("data");
      for (int i = 0; i < 3 * ENTRIES; i++) {
        assertTrue(bucket.get("key" + i).isPresent(), "key" + i + " was acknowledged and is gone");
      }
    }
  }

  /** The log is cut to the snapshot before the newest one; the test's time-out bounds the wait. */
  private void putUntilCut(LocalStore store) throws InterruptedException {
    var bucket = store.bucket("data");
    var seen = new HashSet<String>();
    while (seen.size() < 3) {
      bucket.put("key", Bytes.utf8("value"));
      seen.addAll(snapshots());
    }
  }

  private List<String> snapshots() {
    var names = data.resolve("snapshots").toFile().list((where, name) -> !name.endsWith(".tmp"));
    return List.of(Objects.requireNonNull(names));
  }

  private long firstIndex() {
    var identity = DataDirectory.identityAt(data, Disk.real()).orElseThrow();
    try (var storage =
        NodeStorage.open(DataDirectory.open(data, identity), Fsync.SYNC, fault -> {})) {
      return storage.log().firstIndex();
    }
  }

  private LocalStore open(Path folder) {
    return DurableStore.open(
        DurableStoreOptions.at(folder).snapshotEvery(Long.MAX_VALUE, ENTRIES).build(), opener());
  }

  /** How the group is joined. */
  ConsensusGroup.Opener opener() {
    return ConsensusGroup::open;
  }

  private static Command request() {
    return new Command.Write(
        "data",
        List.of(),
        List.of(Operation.Put.of("first", Bytes.utf8("value"))),
        new MessageId.Request("client", 1, 0),
        LeaseTime.NEVER);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(source)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path source, BasicFileAttributes attributes)
              throws IOException {
            if (!OF_THE_PROCESS.contains(source.getFileName().toString())) {
              Files.copy(source, to.resolve(from.relativize(source)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
