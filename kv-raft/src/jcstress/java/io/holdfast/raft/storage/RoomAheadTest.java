package io.holdfast.raft.storage;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.nio.file.Path;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The keeper finds a full disk while a truncation gives back enough: whichever of the two judges
 * last knows what is free now.
 */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "there is room")
@Outcome(id = "false", expect = FORBIDDEN, desc = "full for what has been given back")
@State
public class RoomAheadTest {
  static final int SEGMENT = 8 << 10;

  private static final Path FOLDER = Path.of("log");

  private final TellingDisk disk = new TellingDisk(SEGMENT);
  private final RoomAhead room =
      new RoomAhead(
          FOLDER,
          LogOptions.in(StorageScope.standalone().over(disk)).segmentBytes(SEGMENT),
          List.of(new Segment(FOLDER, new NoFile(), new SegmentHeader(0, 1, SEGMENT, 1, 1))));

  /** A disk that tells of itself what a test wants. */
  static final class TellingDisk extends ForwardingDisk {
    private volatile long usable;

    TellingDisk(long usable) {
      super(Disk.real());
      this.usable = usable;
    }

    void usable(long bytes) {
      usable = bytes;
    }

    @Override
    public long usableBytes(Path folder) {
      return usable;
    }
  }

  @Actor
  public void keeper() {
    room.taken(false, 0); // judges as a look does, without the cost of an exception
  }

  @Actor
  public void truncation() {
    disk.usable(2 * SEGMENT);
    room.freed(SEGMENT);
  }

  @Arbiter
  public void check(Z_Result result) {
    result.r1 = room.exists();
  }
}
