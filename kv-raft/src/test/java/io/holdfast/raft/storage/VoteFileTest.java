package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.raft.storage.VoteFile.Vote;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The vote is remembered, or the node does not start (G8, G12, G13, G16). */
@Tag("G12")
@Tag("G13")
class VoteFileTest {
  private static final Path FOLDER = Path.of("/node/vote");
  private static final Path FILE = FOLDER.resolve("vote");

  private final SimulatedDisk disk = new SimulatedDisk();
  private final StorageScope scope = StorageScope.standalone().over(disk);

  @Test
  void shouldRememberTheLastVoteThroughAPowerCut() {
    var file = VoteFile.open(FOLDER, scope);
    assertEquals(Vote.NONE, file.read());
    for (int term = 1; term < 20; term++) {
      var vote = new Vote(term, term % 3 == 0 ? "" : "node-ä" + term);
      file.write(vote);
      disk.powerCut(new Random(term));
      assertEquals(vote, VoteFile.open(FOLDER, scope).read());
    }
  }

  @Test
  void shouldFindOneFlippedBitInAnyByteAndAnyOtherLength() {
    VoteFile.open(FOLDER, scope).write(new Vote(3, "n2"));
    var sound = disk.bytes(FILE);
    for (int at = 0; at < sound.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        var damaged = sound.clone();
        damaged[at] ^= (byte) (1 << bit);
        disk.damage(FILE, damaged);
        assertThrows(
            DamagedFileException.class,
            () -> VoteFile.open(FOLDER, scope),
            "bit " + bit + " of byte " + at);
      }
    }
    for (int length = 0; length < sound.length + 5; length++) {
      if (length != sound.length) {
        disk.damage(FILE, Arrays.copyOf(sound, length));
        assertThrows(
            DamagedFileException.class, () -> VoteFile.open(FOLDER, scope), "length " + length);
      }
    }
  }

  @Test
  void shouldNotStartAfreshWhenTheVoteOfAMemberIsMissing() {
    VoteFile.open(FOLDER, scope).write(new Vote(3, "n2"));
    disk.lose(FILE);
    assertThrows(
        DamagedFileException.class, () -> VoteFile.open(FOLDER, scope.with(Presence.REQUIRED)));
    assertEquals(0, disk.files().size());
  }

  @Test
  void shouldRefuseTheVoteOfAnotherDirectory() {
    VoteFile.open(FOLDER, scope);
    var other = new StorageScope(5, 0, Presence.REQUIRED, disk, fault -> {});
    assertThrows(DamagedFileException.class, () -> VoteFile.open(FOLDER, other));
  }

  @Test
  void shouldFailForGoodAfterAnyFailedSync() {
    for (int n = 1; n <= 2; n++) {
      var file = VoteFile.open(FOLDER, scope);
      disk.failSync(n);
      assertThrows(StorageFaultException.class, () -> file.write(new Vote(9, "n1")));
      assertThrows(StorageFaultException.class, () -> file.write(new Vote(9, "n1")));
      assertThrows(StorageFaultException.class, file::read);
      disk.restart();
    }
  }

  /**
   * After a failed sync a restart may see what the disk never got; once it is open, it must be
   * durable.
   */
  @Test
  void shouldNotTrustThePageCacheAfterAFailedSync() {
    for (int n = 1; n <= 2; n++) {
      var file = VoteFile.open(FOLDER, scope);
      disk.failSync(n);
      assertThrows(StorageFaultException.class, () -> file.write(new Vote(9, "n1")));
      disk.restart();
      var shown = VoteFile.open(FOLDER, scope).read();
      disk.powerCut(new Random(n));
      assertEquals(shown, VoteFile.open(FOLDER, scope).read());
    }
  }

  @Test
  void shouldKeepTheVoteWhenTheDiskIsFull() {
    var file = VoteFile.open(FOLDER, scope);
    file.write(new Vote(1, "n1"));
    disk.capacity(disk.used());
    assertThrows(DiskFullException.class, () -> file.write(new Vote(2, "n1")));
    assertEquals(new Vote(1, "n1"), file.read());
    assertTrue(disk.files().equals(java.util.List.of(FILE)), disk.files().toString());
    assertEquals(
        new Vote(1, "n1"), VoteFile.open(FOLDER, scope).read(), "a restart needs no space");
    disk.capacity(Long.MAX_VALUE);
    file.write(new Vote(2, "n1"));
    assertEquals(new Vote(2, "n1"), VoteFile.open(FOLDER, scope).read());
  }
}
