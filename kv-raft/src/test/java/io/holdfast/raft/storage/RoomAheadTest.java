package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoomAheadTest {
  private static final int SEGMENT = LogFixture.SEGMENT_BYTES;

  private final TellingDisk disk = new TellingDisk();
  private RoomAhead room;

  /** A disk that tells of itself what the test wants. */
  private static final class TellingDisk extends ForwardingDisk {
    private long usable;

    TellingDisk() {
      super(new SimulatedDisk());
    }

    @Override
    public long usableBytes(Path folder) {
      return usable;
    }
  }

  @BeforeEach
  void beginWithoutSegments() {
    room =
        new RoomAhead(
            LogFixture.FOLDER, LogFixture.options(LogFixture.scope(disk)), List.<Segment>of());
  }

  @Test
  void shouldAskForTheNextSegmentOnlyUntilItIsMade() {
    disk.usable = SEGMENT - 1;
    assertThrows(DiskFullException.class, room::require);
    assertFalse(room.exists());

    disk.usable = 0;
    room.spareMade();
    assertTrue(room.exists());
  }

  @Test
  void shouldAskForAPlaceAsLargeAsWhatTheLogHasGathered() {
    room.taken(false, 3 * SEGMENT);
    disk.usable = 4 * SEGMENT - 1;
    assertThrows(DiskFullException.class, room::require);

    disk.usable = 4 * SEGMENT;
    room.require();
    assertTrue(room.exists());
  }

  @Test
  void shouldSeeWithATakenSegmentThatTheNextOneHasNoPlace() {
    disk.usable = 2 * SEGMENT - 1;
    room.spareMade();
    assertTrue(room.exists());

    room.taken(true, SEGMENT);

    assertFalse(room.exists());
  }

  @Test
  void shouldBelieveARefusalWhateverTheDiskTells() {
    disk.usable = Long.MAX_VALUE;
    room.refused(room.freed());
    assertFalse(room.exists());

    room.require();
    assertTrue(room.exists());
  }

  /** A truncation meets a fill that the disk refuses: what it freed came too late for the fill. */
  @Test
  void shouldNotBelieveARefusalFromBeforeSpaceWasFreed() {
    room.taken(false, SEGMENT);
    long freedBefore = room.freed();
    disk.usable = SEGMENT;
    room.freed(SEGMENT);

    room.refused(freedBefore);

    assertTrue(room.exists());
  }

  /** What a fill under way has taken already is part of what it is for. */
  @Test
  void shouldNotBecomeFullByWhatIsFreedBesideAFill() {
    room.taken(false, SEGMENT);
    disk.usable = 2 * SEGMENT;
    room.require();

    disk.usable = SEGMENT / 2;
    room.freed(SEGMENT);

    assertTrue(room.exists());
  }
}
