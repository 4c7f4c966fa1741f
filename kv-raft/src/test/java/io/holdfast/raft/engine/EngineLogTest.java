package io.holdfast.raft.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.conf.ConfigurationManager;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.LogId;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.log.AppliedState;
import io.holdfast.raft.storage.Disk;
import io.holdfast.raft.storage.DiskFullException;
import io.holdfast.raft.storage.LogOptions;
import io.holdfast.raft.storage.SegmentedLog;
import io.holdfast.raft.storage.SimulatedDisk;
import io.holdfast.raft.storage.StorageScope;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EngineLogTest {
  private static final PeerId SELF = new Member(1, 0).peer();
  private static final PeerId OTHER = new Member(2, 0).peer();

  @TempDir private Path folder;

  @Test
  void shouldNoteAnotherVoterBeforeItsEntryIsAcknowledgedAndAfterEveryRestart() {
    var sole = new SoleVoter(SELF);
    try (var disk = open()) {
      var log = new EngineLog(disk, new Unused(), sole);
      assertTrue(log.appendEntry(configuration(1, List.of(SELF))));
      assertTrue(sole.holds());

      assertTrue(log.appendEntry(configuration(2, List.of(SELF, OTHER))));
      assertFalse(sole.holds(), "the other voter may acknowledge writes from now on");
      assertTrue(log.appendEntry(configuration(3, List.of(SELF))));
    }

    var restarted = new SoleVoter(SELF);
    try (var disk = open()) {
      var options = new LogStorageOptions();
      options.setConfigurationManager(new ConfigurationManager());
      assertTrue(new EngineLog(disk, new Unused(), restarted).init(options));
      assertEquals(3, disk.lastIndex());
    }
    assertFalse(restarted.holds());
  }

  @Test
  void shouldStopTheNodeWhateverAnAppendFailsWith() {
    var told = new ArrayList<HoldfastException>();
    var node =
        new Unused() {
          @Override
          public void stopped(HoldfastException cause) {
            told.add(cause);
          }
        };
    try (var disk = open()) {
      var log = new EngineLog(disk, node, new SoleVoter(SELF));
      var unwritable =
          new LogEntry(EntryType.ENTRY_TYPE_DATA) {
            @Override
            public ByteBuffer getData() {
              throw new OutOfMemoryError("planted");
            }
          };
      unwritable.setId(new LogId(1, 1));

      assertFalse(log.appendEntry(unwritable));

      assertEquals(1, told.size());
      assertInstanceOf(OutOfMemoryError.class, told.get(0).getCause());
    }
  }

  /** The engine's own call to cut comes behind the append that waits, on the same thread. */
  @Test
  @Tag("G15")
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void shouldCutWhatTheEngineHasGivenUpWhileAnAppendWaitsForSpace() {
    var disk = new SimulatedDisk();
    try (var kept = open(disk)) {
      var waits = new Waits();
      var log = new EngineLog(kept, waits, new SoleVoter(SELF));
      waits.onFull = () -> log.givenUpBefore(kept.lastIndex());
      long index = 0;
      while (disk.files().size() < 3) {
        assertTrue(log.appendEntry(data(++index)));
      }
      disk.capacity(disk.used());

      while (kept.firstIndex() == 1) {
        assertTrue(log.appendEntry(data(++index)));
      }

      assertEquals(List.of("full", "has room"), waits.told);
      assertEquals(index, kept.lastIndex());
    }
  }

  /** Takes a full disk as it comes. */
  private static final class Waits extends Unused {
    private final List<String> told = new ArrayList<>();
    private Runnable onFull = () -> {};

    @Override
    public void diskFull(DiskFullException cause) {
      told.add("full");
      onFull.run();
    }

    @Override
    public void diskHasRoom() {
      told.add("has room");
    }
  }

  private static LogEntry data(long index) {
    var entry = new LogEntry(EntryType.ENTRY_TYPE_DATA);
    entry.setId(new LogId(index, 1));
    entry.setData(ByteBuffer.allocate(1000));
    return entry;
  }

  private SegmentedLog open() {
    return open(Disk.real());
  }

  private SegmentedLog open(Disk disk) {
    return SegmentedLog.open(
        folder,
        LogOptions.in(StorageScope.standalone().over(disk))
            .segmentBytes(8 << 10)
            .markAfterIdle(Duration.ZERO));
  }

  private static LogEntry configuration(long index, List<PeerId> voters) {
    var entry = new LogEntry(EntryType.ENTRY_TYPE_CONFIGURATION);
    entry.setId(new LogId(index, 1));
    entry.setPeers(voters);
    return entry;
  }

  /** Fails the test when the log speaks to its node, since nothing here goes wrong. */
  private static class Unused implements Replica {
    @Override
    public void apply(long index, long term, ByteBuffer entry, @Nullable Proposal own) {
      throw new AssertionError();
    }

    @Override
    public boolean refused(Proposal own) {
      throw new AssertionError();
    }

    @Override
    public void leading(long term) {
      throw new AssertionError();
    }

    @Override
    public void notLeading() {
      throw new AssertionError();
    }

    @Override
    public void following(Member leader, long term) {}

    @Override
    public void notFollowing() {}

    @Override
    public void asked(byte[] request, Consumer<byte[]> answer) {}

    @Override
    public AppliedState.Captured capture() {
      throw new AssertionError();
    }

    @Override
    public void restore(InputStream snapshot) {
      throw new AssertionError();
    }

    @Override
    public void stopped(HoldfastException cause) {
      throw new AssertionError(cause);
    }

    @Override
    public void diskFull(DiskFullException cause) {
      throw new AssertionError(cause);
    }

    @Override
    public void diskHasRoom() {
      throw new AssertionError();
    }

    @Override
    public void snapshotTaken(long index, long bytes, Duration took) {
      throw new AssertionError();
    }
  }
}
