package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.HoldfastException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damage to the log is found and named, and never taken for a torn tail (G11, G12, G13). */
@Tag("G11")
@Tag("G12")
@Tag("G13")
class LogDamageTest {
  private static final int SECTOR = 512;

  private final SimulatedDisk disk = new SimulatedDisk();

  /**
   * G12: every byte of every segment: header, records, padding, seals, marks and the empty rest.
   */
  @Test
  void shouldFindOneFlippedBitInAnyByte() {
    var log = LogFixture.open(disk);
    LogFixture.fill(log, 45);
    log.truncateAfter(40);
    log.truncateBefore(20);
    LogFixture.fill(log, 60);
    assertTrue(
        disk.files().size() >= 3, "several segments are the point of this test: " + disk.files());

    for (var file : disk.files()) {
      var sound = disk.bytes(file);
      for (int at = 0; at < sound.length; at++) {
        var damaged = sound.clone();
        damaged[at] ^= (byte) (1 << at % 8);
        disk.damage(file, damaged);
        var error = assertDamaged("bit " + at % 8 + " of byte " + at + " of " + file);
        assertEquals(file, error.file());
        assertTrue(
            Math.abs(error.offset() - at) < SECTOR,
            "byte " + at + " reported as " + error.offset());
      }
      disk.damage(file, sound);
    }
    assertEquals(61, LogFixture.open(disk).lastIndex());
  }

  /** G11: what a power cut leaves of an unacknowledged batch: any of its sectors missing. */
  @Test
  void shouldCutATornBatchWhateverSectorsOfItAreMissing() {
    var log = LogFixture.open(disk);
    var kept = LogFixture.fill(log, 9);
    int before = end(disk);
    log.append(LogFixture.batch(10, 2, 1200));
    int sectors = end(disk) - before;
    assertEquals(5, sectors);
    for (int missing = 1; missing < 1 << sectors; missing++) {
      var torn = disk.copy();
      var bytes = disk.bytes(LogFixture.newest(disk));
      for (int i = 0; i < sectors; i++) {
        if ((missing & 1 << i) != 0) {
          Arrays.fill(bytes, (before + i) * SECTOR, (before + i + 1) * SECTOR, (byte) 0);
        }
      }
      torn.damage(LogFixture.newest(torn), bytes);
      var reopened = LogFixture.open(torn);
      assertTrue(
          LogModel.of(reopened).matches(kept),
          "missing sectors " + Integer.toBinaryString(missing));
      reopened.append(LogFixture.batch(10, 1, 10));
      assertEquals(10, LogFixture.open(torn).lastIndex());
    }
  }

  /** G11: the same loss is damage as soon as anything proves that the batch had been durable. */
  @Test
  void shouldRefuseAMissingSectorOnceABatchFollows() {
    var log = LogFixture.open(disk);
    LogFixture.fill(log, 6);
    int first = end(disk);
    log.append(LogFixture.batch(7, 2, 1200));
    int second = end(disk);
    log.append(LogFixture.batch(9, 1, 10));
    for (int sector = first; sector < second; sector++) {
      assertRefusedWithout(sector);
    }
  }

  @Test
  void shouldRefuseAMissingSectorOnceAMarkFollows() {
    var log = LogFixture.open(disk);
    LogFixture.fill(log, 6);
    int first = end(disk);
    log.append(LogFixture.batch(7, 2, 1200));
    int second = end(disk);
    log.mark();
    for (int sector = first; sector < second; sector++) {
      assertRefusedWithout(sector);
    }
  }

  @Test
  void shouldRefuseAMissingSectorOnceTheLogWasClosed() {
    var log = LogFixture.open(disk);
    LogFixture.fill(log, 6);
    int end = end(disk);
    log.close();
    assertRefusedWithout(end - 1);
  }

  /**
   * G11: a file that really became shorter is damage at every length, since a power cut cannot
   * shorten it.
   */
  @Test
  void shouldRefuseAFileCutAnywhereInTheLastThreeBatches() {
    var log = LogFixture.open(disk);
    LogFixture.fill(log, 3);
    int from = end(disk) * SECTOR;
    LogFixture.fill(log, 12);
    var file = LogFixture.newest(disk);
    var sound = disk.bytes(file);
    for (int length = from; length < sound.length; length++) {
      disk.damage(file, Arrays.copyOf(sound, length));
      assertDamaged("cut to " + length + " bytes");
    }
    for (int length : new int[] {0, 1, SECTOR - 1, SECTOR, sound.length / 2}) {
      disk.damage(file, Arrays.copyOf(sound, length));
      assertDamaged("cut to " + length + " bytes");
    }
    disk.damage(file, Arrays.copyOf(sound, sound.length + SECTOR));
    assertDamaged("a sector more than expected");
  }

  /**
   * G11: zeros from any byte on: the last batch is torn where whole sectors are missing, anything
   * else is damage.
   */
  @Test
  void shouldTellATornBatchFromZeroedBytesAtEveryOffset() {
    var log = LogFixture.open(disk);
    LogFixture.fill(log, 6);
    int from = end(disk) * SECTOR;
    log.append(LogFixture.batch(7, 3, 400));
    int to = end(disk) * SECTOR;
    var file = LogFixture.newest(disk);
    var sound = disk.bytes(file);
    for (int at = from; at < to; at++) {
      var zeroed = sound.clone();
      Arrays.fill(zeroed, at, zeroed.length, (byte) 0);
      var copy = disk.copy();
      copy.damage(file, zeroed);
      if (Sector.empty(ByteBuffer.wrap(zeroed), at - at % SECTOR)) {
        assertEquals(6, LogFixture.open(copy).lastIndex(), "zeros from byte " + at);
      } else if (!Arrays.equals(zeroed, sound)) {
        assertThrows(
            DamagedFileException.class, () -> LogFixture.open(copy), "zeros from byte " + at);
      }
    }
  }

  /** G13: segments lost, empty, swapped, of another node. */
  @Test
  void shouldRefuseMissingEmptySwappedAndForeignSegments() {
    var log = LogFixture.open(disk);
    LogFixture.fill(log, 60);
    log.close();
    var files = disk.files();
    assertTrue(files.size() >= 4);
    for (var file : files) {
      var without = disk.copy();
      without.lose(file);
      assertThrows(DamagedFileException.class, () -> LogFixture.open(without), "without " + file);
      var empty = disk.copy();
      empty.damage(file, new byte[0]);
      assertThrows(DamagedFileException.class, () -> LogFixture.open(empty), "empty " + file);
      var zeros = disk.copy();
      zeros.damage(file, new byte[LogFixture.SEGMENT_BYTES]);
      assertThrows(DamagedFileException.class, () -> LogFixture.open(zeros), "zeros in " + file);
    }
    for (int i = 1; i < files.size(); i++) {
      var swapped = disk.copy();
      swapped.swap(files.get(i - 1), files.get(i));
      assertThrows(DamagedFileException.class, () -> LogFixture.open(swapped));
    }
    var other = new StorageScope(7, 0, Presence.REQUIRED, disk, fault -> {});
    var error =
        assertThrows(
            DamagedFileException.class,
            () -> SegmentedLog.open(LogFixture.FOLDER, LogFixture.options(other)));
    assertTrue(error.toString().contains("data directory"), error.toString());
  }

  @Test
  void shouldRefuseAnEmptyFolderOfAMember() {
    var required = LogFixture.options(LogFixture.scope(disk).with(Presence.REQUIRED));
    assertThrows(DamagedFileException.class, () -> SegmentedLog.open(LogFixture.FOLDER, required));
    assertEquals(java.util.List.of(), disk.files());
  }

  /** G12: damage that happens while the log is open is found on reading, and ends the log's use. */
  @Test
  void shouldFailForGoodWhenAReadFindsDamage() {
    var told = new ArrayList<HoldfastException>();
    var log =
        SegmentedLog.open(
            LogFixture.FOLDER, LogFixture.options(LogFixture.scope(disk).onFault(told::add)));
    LogFixture.fill(log, 6);
    Path file = LogFixture.newest(disk);
    var bytes = disk.bytes(file);
    bytes[SECTOR + 60] ^= 4;
    disk.damage(file, bytes);
    assertThrows(DamagedFileException.class, () -> log.read(1));
    assertThrows(DamagedFileException.class, () -> log.read(6));
    assertThrows(DamagedFileException.class, () -> log.append(LogFixture.batch(7, 1, 1)));
    assertEquals(1, told.size());
  }

  /** G12: damage behind the back of an open log, in any sector written, is found by the scrub. */
  @Test
  void shouldFindDamageToAnOpenLogByScrubbing() {
    var log = LogFixture.open(disk);
    LogFixture.fill(log, 60);
    int sectors = 0;
    for (var file : disk.files()) {
      int written = file.equals(LogFixture.newest(disk)) ? end(disk) : sealed(file);
      for (int sector = 1; sector < written; sector++) {
        var copy = disk.copy();
        var open = LogFixture.open(copy);
        open.scrub();
        var bytes = copy.bytes(file);
        bytes[sector * SECTOR + sector] ^= 1;
        copy.damage(file, bytes);
        assertThrows(DamagedFileException.class, open::scrub, "sector " + sector + " of " + file);
        assertThrows(DamagedFileException.class, () -> open.append(LogFixture.batch(61, 1, 1)));
        sectors++;
      }
    }
    assertTrue(sectors > 30, sectors + " sectors");
  }

  @Test
  void shouldNotHoldWhatIsOutsideTheLog() {
    var log = LogFixture.open(disk);
    LogFixture.fill(log, 6);
    assertNull(log.read(0));
    assertNull(log.read(7));
    assertEquals(0, log.termAt(7));
  }

  private void assertRefusedWithout(int sector) {
    var copy = disk.copy();
    var file = LogFixture.newest(copy);
    var bytes = copy.bytes(file);
    Arrays.fill(bytes, sector * SECTOR, (sector + 1) * SECTOR, (byte) 0);
    copy.damage(file, bytes);
    var before = copy.bytes(file);
    assertThrows(
        DamagedFileException.class, () -> LogFixture.open(copy), "without sector " + sector);
    assertTrue(Arrays.equals(before, copy.bytes(file)), "a refusal must change nothing");
  }

  private DamagedFileException assertDamaged(String what) {
    var error = assertThrows(DamagedFileException.class, () -> LogFixture.open(disk), what);
    assertTrue(error.toString().contains("offset"), error.toString());
    return error;
  }

  /** The sector behind the seal of a segment. */
  private int sealed(Path file) {
    var bytes = disk.bytes(file);
    int sector = 1;
    while (bytes[sector * SECTOR + 3] != FrameKind.SEAL.code || bytes[sector * SECTOR] != 'h') {
      sector++;
    }
    return sector + 1;
  }

  /** The sector behind the last one that is written, without a mark. */
  private static int end(SimulatedDisk disk) {
    var bytes = disk.bytes(LogFixture.newest(disk));
    int last = 0;
    for (int i = 0; i < bytes.length; i++) {
      last = bytes[i] == 0 ? last : i / SECTOR;
    }
    boolean mark = bytes[last * SECTOR + 3] == FrameKind.MARK.code && last > 0;
    return mark ? last : last + 1;
  }
}
