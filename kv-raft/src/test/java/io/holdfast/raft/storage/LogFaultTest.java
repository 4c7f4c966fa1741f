package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.HoldfastException;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A disk that fails, and a disk that is full (G15, G16). */
@Tag("G15")
@Tag("G16")
class LogFaultTest {
  private final SimulatedDisk disk = new SimulatedDisk();
  private final ArrayList<HoldfastException> told = new ArrayList<>();

  /**
   * G16: the n-th sync fails, for every n of a run over several segments: nothing is acknowledged
   * from there on.
   */
  @Test
  void shouldAcknowledgeNothingAfterAFailedSync() {
    int faults = 0;
    for (int n = 1; n <= 60; n++) {
      faults += failOnce(n, 0) ? 1 : 0;
    }
    assertTrue(faults > 40, "only " + faults + " faults were met");
  }

  @Test
  void shouldAcknowledgeNothingAfterAFailedWrite() {
    int faults = 0;
    for (int n = 1; n <= 60; n++) {
      faults += failOnce(0, n) ? 1 : 0;
    }
    assertTrue(faults > 40, "only " + faults + " faults were met");
  }

  /**
   * Whether the fault was met; checks that afterwards everything is refused, and that a restart has
   * what was acknowledged.
   */
  private boolean failOnce(int sync, int write) {
    var failing = new SimulatedDisk();
    told.clear();
    var log =
        SegmentedLog.open(
            LogFixture.FOLDER, LogFixture.options(LogFixture.scope(failing).onFault(told::add)));
    if (sync > 0) {
      failing.failSync(sync);
    } else {
      failing.failWrite(write);
    }
    long acknowledged = 0;
    boolean failed = false;
    for (long index = 1; index < 150; index += 3) {
      try {
        log.append(LogFixture.batch(index, 3, 150));
        assertFalse(failed, "acknowledged after a fault");
        acknowledged = index + 2;
      } catch (StorageFaultException e) {
        failed = true;
        assertEquals(1, told.size(), "the listener is told once, before the call returns");
      }
    }
    if (failed) {
      assertThrows(StorageFaultException.class, () -> log.read(1));
      assertThrows(StorageFaultException.class, () -> log.truncateAfter(0));
      assertThrows(StorageFaultException.class, log::mark);
      log.close();
      failing.restart();
      checkRestart(failing, acknowledged);
    }
    return failed;
  }

  /**
   * What a restart shows after a failed sync may be in the page cache only; it must be durable once
   * the log is open.
   */
  private static void checkRestart(SimulatedDisk disk, long acknowledged) {
    var reopened = LogModel.of(LogFixture.open(disk));
    assertTrue(reopened.next() - 1 >= acknowledged, reopened + ", acknowledged " + acknowledged);
    disk.powerCut(new Random(acknowledged));
    assertTrue(
        reopened.matches(LogModel.of(LogFixture.open(disk))),
        "shown after a restart, gone after a power cut");
  }

  /**
   * G15: no space for the next segment: refused cleanly, reads and truncations go on, writes too
   * once there is space.
   */
  @Test
  void shouldRefuseAppendsWhileTheDiskIsFullAndGoOnAfterwards() {
    var log = LogFixture.open(disk);
    disk.capacity(2 * LogFixture.SEGMENT_BYTES + 100);
    long acknowledged = 0;
    boolean full = false;
    while (!full) {
      try {
        log.append(LogFixture.batch(acknowledged + 1, 3, 150));
        acknowledged += 3;
      } catch (DiskFullException e) {
        full = true;
        assertTrue(e.toString().contains("free space"), e.toString());
      }
    }
    assertFalse(log.hasRoomAhead());
    assertEquals(acknowledged, LogModel.of(log).next() - 1);
    long last = acknowledged;
    assertThrows(DiskFullException.class, () -> log.append(LogFixture.batch(last + 1, 3, 150)));
    assertEquals(2, disk.files().size(), "an attempt leaves nothing behind: " + disk.files());
    log.truncateAfter(last - 1);
    assertEquals(last - 1, LogFixture.open(disk.copy()).lastIndex());

    disk.capacity(disk.used());
    assertEquals(last - 1, LogFixture.open(disk).lastIndex(), "a restart needs no space");

    log.truncateBefore(last - 2); // the space of a segment is back
    disk.capacity(5 * LogFixture.SEGMENT_BYTES); // two, the next one, and a snapshot of two
    log.append(LogFixture.batch(last, 3, 150));
    assertTrue(log.hasRoomAhead());
    assertEquals(last + 2, LogFixture.open(disk.copy()).lastIndex());
  }

  @Test
  void shouldSeeAFullDiskAheadOfNeed() {
    var log = LogFixture.open(disk);
    disk.capacity(LogFixture.SEGMENT_BYTES);
    assertThrows(DiskFullException.class, log::prepareSegment);
    assertFalse(log.hasRoomAhead());
    log.append(LogFixture.batch(1, 3, 150));
    disk.capacity(Long.MAX_VALUE);
    log.prepareSegment();
    assertTrue(log.hasRoomAhead());
  }

  /** G15: the log may need a snapshot in order to shrink, so it leaves a place for one. */
  @Test
  void shouldLeaveThePlaceOfTheNextSnapshotFree() {
    int snapshot = 3000;
    var options = LogFixture.options(LogFixture.scope(disk)).snapshotBytes(() -> snapshot);
    int segment = LogFixture.SEGMENT_BYTES;
    try (var log = SegmentedLog.open(LogFixture.FOLDER, options)) {
      disk.capacity(3L * segment + snapshot - 1);
      assertThrows(DiskFullException.class, log::prepareSegment);
      assertFalse(log.hasRoomAhead());
      assertEquals(segment, disk.used(), "what was refused ahead of need was taken");

      disk.capacity(3L * segment + snapshot);
      log.prepareSegment();
      assertTrue(log.hasRoomAhead());
      assertEquals(2L * segment, disk.used());

      disk.capacity(3L * segment + snapshot - 1);
      assertThrows(DiskFullException.class, log::prepareSegment, "others have taken it");
      assertFalse(log.hasRoomAhead());
      while (disk.used() < 3L * segment) {
        LogFixture.fill(log, log.lastIndex() + 1); // what must be appended takes the place
      }
    }
  }

  @Test
  void shouldRefuseToOpenWithoutSpaceForAFirstSegment() {
    disk.capacity(100);
    assertThrows(DiskFullException.class, () -> LogFixture.open(disk));
    disk.capacity(Long.MAX_VALUE);
    assertEquals(0, LogFixture.open(disk).lastIndex());
  }
}
