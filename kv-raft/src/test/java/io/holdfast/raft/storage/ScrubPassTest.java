package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.HoldfastException;
import io.holdfast.raft.storage.DataDirectory.Identity;
import io.holdfast.raft.storage.SnapshotFolder.Meta;
import io.holdfast.raft.storage.VoteFile.Vote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pass over the files of a working node finds (guarantees G12, G13). */
@Tag("G12")
class ScrubPassTest {
  /** Every sector gets some 30 flips, at other places than the sector before. */
  private static final int STEP = 17;

  private final SimulatedDisk disk = new SimulatedDisk();
  private final Path root;
  private final Path voteFile;
  private DataDirectory directory;

  ScrubPassTest(@TempDir Path root) {
    this.root = root;
    this.voteFile = root.resolve("vote").resolve("vote");
  }

  @BeforeEach
  void fill() throws IOException {
    directory = DataDirectory.open(root, new Identity("cluster", "node-1", 0), disk);
    try (var node = new Node(disk)) {
      node.vote.write(new Vote(3, "node-1:0"));
      LogFixture.fill(node.log, 60);
      node.log.truncateBefore(20);
      try (var draft = node.snapshots.begin(new Meta(30, 4, new byte[] {1, 2, 3}))) {
        draft.sink().write(new byte[2000]);
        draft.commit();
      }
    }
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void shouldReadEveryByteOfASoundNode() {
    try (var node = new Node(disk)) {
      var pass = node.scrub();
      assertEquals(disk.files().size(), pass.files(), disk.files().toString());
      long aroundTheBodies = 2 * 28;
      assertEquals(disk.used() - aroundTheBodies, pass.bytes());
      assertTrue(node.told.isEmpty());
    }
  }

  @Test
  void shouldFindOneFlippedBitAnywhereInAnyFile() {
    for (var file : disk.files()) {
      int size = disk.bytes(file).length;
      for (int at = 0; at < size; at += size < 2 * Sector.BYTES ? 1 : STEP) {
        var damaged = disk.bytes(file);
        damaged[at] ^= (byte) (1 << at % 8);
        assertFinds(file, damaged, "byte " + at);
      }
    }
  }

  @Test
  void shouldFindFilesThatAreShortenedOrLengthened() {
    for (var file : disk.files()) {
      var sound = disk.bytes(file);
      for (int length : new int[] {0, sound.length / 2, sound.length - 1, sound.length + 1}) {
        assertFinds(file, Arrays.copyOf(sound, length), "length " + length);
      }
    }
  }

  @Test
  void shouldFindFilesThatAreMissingAlthoughTheyMayBeOpen() {
    for (var file : disk.files()) {
      var copy = disk.copy();
      try (var node = new Node(copy)) {
        copy.lose(file);
        var error = assertThrows(DamagedFileException.class, node::scrub, "without " + file);
        assertEquals(file, error.file());
      }
    }
  }

  /** A stale copy passes its checksum, but says something else than what this node goes by. */
  @Test
  void shouldFindAnOlderVotePutBack() {
    try (var node = new Node(disk)) {
      var older = disk.bytes(voteFile);
      node.vote.write(new Vote(4, "node-1:0"));
      disk.damage(voteFile, older);

      var error = assertThrows(DamagedFileException.class, node::scrub);
      assertEquals(voteFile, error.file());
    }
  }

  @Test
  void shouldEndTheUseOfThePartThatIsDamaged() {
    try (var node = new Node(disk)) {
      var newest = segments().get(segments().size() - 1);
      var bytes = disk.bytes(newest);
      bytes[700] ^= 1;
      disk.damage(newest, bytes);

      assertThrows(DamagedFileException.class, node::scrub);
      assertEquals(1, node.told.size());
      assertThrows(DamagedFileException.class, () -> node.log.read(node.log.lastIndex()));
      long next = node.log.lastIndex() + 1;
      assertThrows(
          DamagedFileException.class, () -> node.log.append(LogFixture.batch(next, 1, 10)));
    }
  }

  private void assertFinds(Path file, byte[] damaged, String what) {
    var copy = disk.copy();
    try (var node = new Node(copy)) {
      copy.damage(file, damaged);
      var error =
          assertThrows(DamagedFileException.class, node::scrub, what + " of " + file + " passed");
      assertEquals(file, error.file(), what);
    }
  }

  private List<Path> segments() {
    return disk.files().stream().filter(each -> SegmentHeader.isSegment(each.toString())).toList();
  }

  /** The parts of the node over some disk; its identity is looked for there as well. */
  private final class Node implements AutoCloseable {
    final ArrayList<HoldfastException> told = new ArrayList<>();
    final VoteFile vote;
    final SnapshotFolder snapshots;
    final SegmentedLog log;
    final IdentityFile identity;
    final IdentityFile.Content content;

    Node(SimulatedDisk over) {
      var scope = directory.scope(told::add).over(over);
      vote = VoteFile.open(directory.voteFolder(), scope);
      snapshots = SnapshotFolder.open(directory.snapshotFolder(), scope);
      log = SegmentedLog.open(directory.logFolder(), LogFixture.options(scope));
      identity = new IdentityFile(root, over);
      content = identity.look();
    }

    ScrubPass scrub() {
      var pass =
          new ScrubPass(
              FileScrub.atOnce(() -> identity.verify(content)),
              vote.scrubbing(),
              snapshots.scrubbing(),
              log.scrubbing());
      try (pass) {
        while (pass.next() > 0) {
          assertTrue(pass.bytes() > 0);
        }
      }
      return pass;
    }

    @Override
    public void close() {
      vote.close();
      snapshots.close();
      log.close();
    }
  }
}
