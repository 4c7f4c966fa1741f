package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.raft.storage.SimulatedDisk.PowerCutException;
import io.holdfast.raft.storage.SnapshotFolder.Meta;
import io.holdfast.raft.storage.SnapshotFolder.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Snapshots appear whole or not at all, and are verified before every use (G12, G15, G18). */
@Tag("G12")
@Tag("G18")
class SnapshotFolderTest {
  private static final Path FOLDER = Path.of("/node/snapshots");

  private final SimulatedDisk disk = new SimulatedDisk();
  private final StorageScope scope = StorageScope.standalone().over(disk);

  @Test
  void shouldGiveBackContentAndMetadata() throws IOException {
    var folder = SnapshotFolder.open(FOLDER, scope);
    assertTrue(folder.latest().isEmpty());
    for (int bytes : new int[] {0, 1, 65_535, 65_536, 65_537, 300_000}) {
      commit(folder, 1 + bytes, bytes);
      var found = SnapshotFolder.open(FOLDER, scope).latest().orElseThrow();
      assertEquals(1 + bytes, found.meta().lastIncludedIndex());
      assertArrayEquals(new byte[] {1, 2, 3}, found.meta().opaque());
      assertArrayEquals(content(bytes), found.content().readAllBytes());
      assertEquals(1, disk.files().size(), "older ones are gone: " + disk.files());
    }
  }

  @Test
  void shouldFindOneFlippedBitInAnyByteAndAnyOtherLength() throws IOException {
    commit(SnapshotFolder.open(FOLDER, scope), 7, 1000);
    var file = disk.files().get(0);
    var sound = disk.bytes(file);
    var open = SnapshotFolder.open(FOLDER, scope).latest().orElseThrow();
    for (int at = 0; at < sound.length; at++) {
      var damaged = sound.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      disk.damage(file, damaged);
      assertRefused("byte " + at);
      assertThrows(DamagedFileException.class, open::content, "byte " + at + ", before use");
      assertThrows(
          DamagedFileException.class,
          () -> open.read(ByteBuffer.allocate(10), 0),
          "before sending");
    }
    for (int length = 0; length < sound.length + 5; length++) {
      if (length != sound.length) {
        disk.damage(file, Arrays.copyOf(sound, length));
        assertRefused("length " + length);
      }
    }
  }

  private void assertRefused(String what) {
    // a flipped version number reads as damage too: its checksum does not fit
    assertThrows(DamagedFileException.class, () -> SnapshotFolder.open(FOLDER, scope), what);
  }

  /** The folder's next owner has a draft under the same name. */
  @Test
  void shouldLeaveTheDraftOfItsSuccessorAlone() throws IOException {
    var first = SnapshotFolder.open(FOLDER, scope);
    var left = first.begin(new Meta(7, 1, new byte[0]));
    first.close();
    var second = SnapshotFolder.open(FOLDER, scope);
    try (var draft = second.begin(new Meta(8, 1, new byte[0]))) {
      draft.sink().write(content(100));

      left.close();

      draft.commit();
    }
    assertArrayEquals(content(100), second.latest().orElseThrow().content().readAllBytes());
  }

  /** G18: at each step of a commit a power cut leaves the old snapshot or the new one. */
  @Test
  void shouldHaveTheOldOrTheNewAfterAPowerCutAtAnyStep() throws IOException {
    boolean old = false;
    boolean replaced = false;
    int cuts = 0;
    for (int step = 1; step <= 12; step++) {
      for (int seed = 0; seed < 20; seed++) {
        var fresh = new SimulatedDisk();
        var here = scope.over(fresh);
        var folder = SnapshotFolder.open(FOLDER, here);
        commit(folder, 1, 2000);
        fresh.cutAfter(step);
        try {
          commit(folder, 2, 3000);
        } catch (PowerCutException e) {
          cuts++;
        }
        fresh.powerCut(new Random(seed));
        var found = SnapshotFolder.open(FOLDER, here).latest().orElseThrow();
        int expected = found.meta().lastIncludedIndex() == 1 ? 2000 : 3000;
        assertArrayEquals(content(expected), found.content().readAllBytes());
        old |= expected == 2000;
        replaced |= expected == 3000;
      }
    }
    assertTrue(old && replaced && cuts > 100, cuts + " cuts");
  }

  @Test
  void shouldThrowAnUncommittedDraftAway() throws IOException {
    var folder = SnapshotFolder.open(FOLDER, scope);
    commit(folder, 1, 10);
    try (var draft = folder.begin(new Meta(2, 1, new byte[0]))) {
      draft.sink().write(content(100));
      assertThrows(IllegalStateException.class, () -> folder.begin(new Meta(3, 1, new byte[0])));
    }
    assertEquals(1, folder.latest().orElseThrow().meta().lastIncludedIndex());
    assertEquals(1, disk.files().size());
    commit(folder, 2, 10);
  }

  @Test
  void shouldTakeACopyOfAnotherNodesSnapshot() throws IOException {
    var source = commit(SnapshotFolder.open(FOLDER, scope), 9, 100_000);
    var other = new SimulatedDisk();
    var folder = SnapshotFolder.open(FOLDER, scope.over(other));
    try (var draft = folder.beginCopy()) {
      var buffer = ByteBuffer.allocate(7000);
      for (long at = 0; at < source.fileBytes(); at += 7000) {
        assertTrue(source.read(buffer.clear(), at));
        draft.sink().write(buffer.array(), 0, buffer.position());
      }
      draft.commit();
    }
    assertArrayEquals(content(100_000), folder.latest().orElseThrow().content().readAllBytes());
    assertEquals(9, folder.latest().orElseThrow().meta().lastIncludedIndex());
  }

  @Test
  void shouldRefuseACopyThatIsDamagedAndKeepTheOldOne() throws IOException {
    var folder = SnapshotFolder.open(FOLDER, scope);
    commit(folder, 1, 10);
    var bytes = disk.bytes(disk.files().get(0));
    bytes[bytes.length - 20] ^= 1;
    try (var draft = folder.beginCopy()) {
      draft.sink().write(bytes);
      assertThrows(DamagedFileException.class, draft::commit);
    }
    assertEquals(1, folder.latest().orElseThrow().meta().lastIncludedIndex());
    assertEquals(1, disk.files().size());
    assertEquals(
        1, SnapshotFolder.open(FOLDER, scope).latest().orElseThrow().meta().lastIncludedIndex());
  }

  @Test
  void shouldRefuseTheSnapshotOfAnotherCluster() throws IOException {
    commit(SnapshotFolder.open(FOLDER, scope), 1, 10);
    var other = new StorageScope(0, 77, Presence.REQUIRED, disk, fault -> {});
    assertThrows(DamagedFileException.class, () -> SnapshotFolder.open(FOLDER, other));
  }

  /** G13: records that the log has dropped must be in a snapshot. */
  @Test
  void shouldRefuseALogThatBeginsBehindTheSnapshot() throws IOException {
    var folder = SnapshotFolder.open(FOLDER, scope);
    folder.requireCovers(1);
    assertThrows(DamagedFileException.class, () -> folder.requireCovers(2));
    commit(folder, 10, 10);
    folder.requireCovers(11);
    assertThrows(DamagedFileException.class, () -> folder.requireCovers(12));
  }

  @Test
  void shouldKeepTheOldOneWhenTheDiskIsFull() throws IOException {
    var folder = SnapshotFolder.open(FOLDER, scope);
    commit(folder, 1, 10);
    disk.capacity(disk.used() + 50_000);
    assertThrows(DiskFullException.class, () -> commit(folder, 2, 200_000));
    assertEquals(1, disk.files().size());
    disk.capacity(Long.MAX_VALUE);
    commit(folder, 2, 200_000);
  }

  @Test
  void shouldFailForGoodAfterAnyFailedSync() throws IOException {
    for (int n = 1; n <= 2; n++) {
      var folder = SnapshotFolder.open(FOLDER, scope);
      disk.failSync(n);
      assertThrows(StorageFaultException.class, () -> commit(folder, 5, 10));
      assertThrows(StorageFaultException.class, () -> folder.begin(new Meta(6, 1, new byte[0])));
      disk.restart();
    }
  }

  /** G12: damage between the check and the use is found before a byte of it is given out. */
  @Test
  void shouldCheckAgainWhileStreaming() throws IOException {
    var snapshot = commit(SnapshotFolder.open(FOLDER, scope), 1, 200_000);
    var file = disk.files().get(0);
    var sound = disk.bytes(file);
    for (int at : new int[] {60, 70_000, 150_000, sound.length - 1}) {
      try (var stream = snapshot.content()) {
        var damaged = sound.clone();
        damaged[at] ^= 1;
        disk.damage(file, damaged);
        var read = new ByteArrayOutputStream();
        assertThrows(DamagedFileException.class, () -> stream.transferTo(read), "byte " + at);
        assertArrayEquals(Arrays.copyOf(content(200_000), read.size()), read.toByteArray());
      }
      disk.damage(file, sound);
    }
  }

  @Test
  void shouldNoLongerReadASnapshotThatWasReplaced() throws IOException {
    var folder = SnapshotFolder.open(FOLDER, scope);
    var first = commit(folder, 1, 10);
    commit(folder, 2, 10);
    assertFalse(first.read(ByteBuffer.allocate(10), 0));
    assertEquals(List.of(folder.latest().orElseThrow().file()), disk.files());
  }

  private static Snapshot commit(SnapshotFolder folder, long index, int bytes) throws IOException {
    try (var draft = folder.begin(new Meta(index, 1, new byte[] {1, 2, 3}))) {
      draft.sink().write(content(bytes));
      return draft.commit();
    }
  }

  private static byte[] content(int bytes) {
    var content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }
}
