package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.raft.storage.VoteFile.Vote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a node that are missing, shortened, swapped, somebody else's or older copies. */
@Tag("G13")
class MixedUpFilesTest {
  @TempDir Path root;
  private SimulatedDisk disk;

  /** Copies of the whole directory, each from a later term than the one before. */
  private final List<SimulatedDisk> history = new ArrayList<>();

  @BeforeEach
  void fill() {
    disk = live(history);
  }

  @Test
  void shouldRefuseToStartWithoutAnyOfTheFiles() {
    for (var file : disk.files()) {
      var without = disk.copy();
      without.lose(file);
      assertRefused(without, "without " + file);
    }
  }

  @Test
  void shouldRefuseFilesThatAreShorterThanTheyWere() {
    for (var file : disk.files()) {
      var sound = disk.bytes(file);
      for (int length : new int[] {0, sound.length / 2, sound.length - 1}) {
        var shortened = disk.copy();
        shortened.damage(file, Arrays.copyOf(sound, length));
        assertRefused(shortened, file + " cut to " + length);
      }
    }
  }

  @Test
  void shouldRefuseAnyTwoFilesSwapped() {
    var files = disk.files();
    for (int i = 0; i < files.size(); i++) {
      for (int j = 0; j < i; j++) {
        var swapped = disk.copy();
        swapped.swap(files.get(i), files.get(j));
        assertRefused(swapped, files.get(i) + " and " + files.get(j) + " swapped");
      }
    }
  }

  /** Snapshots travel between the nodes of a cluster; nothing else does. */
  @Test
  void shouldRefuseTheFilesOfAnotherNode() {
    var other = live(new ArrayList<>());
    for (var file : disk.files()) {
      if (!file.toString().contains("snapshot-")) {
        var foreign = disk.copy();
        foreign.damage(file, other.bytes(file));
        assertRefused(foreign, file + " of another node");
      }
    }
  }

  /**
   * An older copy of one file. Some do no harm or cannot be told: the identity, which only gains a
   * mark; a snapshot that a newer one replaces; a segment that had been deleted, whose records are
   * void; and the newest segment, whose loss only peers can know, but which never yields anything
   * but an older state of the log.
   */
  @Test
  void shouldRefuseAnOlderCopyOrLoseNothingButTheTailOfTheLog() {
    var now = state(disk.copy());
    var newest = LogFixture.newest(disk);
    int refused = 0;
    for (var older : history.subList(0, history.size() - 1)) {
      for (var file : older.files()) {
        boolean same =
            disk.files().contains(file) && Arrays.equals(older.bytes(file), disk.bytes(file));
        if (same) {
          continue;
        }
        var stale = disk.copy();
        stale.put(file, older.bytes(file));
        if (file.equals(newest)) {
          assertTrue(prefixOf(state(stale), now), "an older " + file);
        } else if (harmless(file)) {
          assertTrue(state(stale).matches(now), "an older " + file);
        } else if (!disk.files().contains(file)) {
          assertRefusedOr(now, stale, "a deleted " + file);
        } else {
          assertRefused(stale, "an older " + file);
          refused++;
        }
      }
    }
    assertTrue(refused > 0, refused + " older copies refused");
  }

  private static boolean harmless(Path file) {
    return file.endsWith("identity") || file.toString().contains("snapshot-");
  }

  private void assertRefusedOr(LogModel expected, SimulatedDisk damaged, String what) {
    try {
      assertTrue(state(damaged).matches(expected), what);
    } catch (DamagedFileException e) {
      assertTrue(e.toString().contains("missing"), what + ": " + e);
    }
  }

  private static boolean prefixOf(LogModel log, LogModel whole) {
    return log.first() == whole.first() && whole.truncateAfter(log.next() - 1).matches(log);
  }

  private void assertRefused(SimulatedDisk damaged, String what) {
    var before = damaged.files().stream().map(damaged::bytes).toList();
    assertThrows(DamagedFileException.class, () -> state(damaged), what);
    var after = damaged.files().stream().map(damaged::bytes).toList();
    // The identity is written again with the same bytes; nothing else is touched.
    assertEquals(before.size(), after.size(), what);
    for (int i = 0; i < before.size(); i++) {
      assertTrue(Arrays.equals(before.get(i), after.get(i)), what + " changed a file");
    }
  }

  private LogModel state(SimulatedDisk some) {
    try (var node = new SimulatedNode(root, some)) {
      return LogModel.of(node.log);
    }
  }

  private SimulatedDisk live(List<SimulatedDisk> copies) {
    var lived = new SimulatedDisk();
    for (int life = 1; life <= 4; life++) {
      try (var node = new SimulatedNode(root, lived)) {
        node.vote.write(new Vote(10L * life, "node-1:0"));
        for (int i = 0; i < 8 - life; i++) {
          long next = node.log.lastIndex() + 1;
          node.log.append(
              List.of(
                  new LogRecord(next, 10L * life, 0, new byte[400]),
                  new LogRecord(next + 1, 10L * life, 0, new byte[700])));
        }
        if (life < 4) {
          node.snapshot(node.log.lastIndex() - 4, 10L * life, new byte[500 * life]);
        }
        if (life == 3) {
          node.log.truncateBefore(15);
        }
      }
      copies.add(lived.copy());
    }
    return lived;
  }
}
