package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.HoldfastException;
import io.holdfast.raft.storage.SnapshotFolder.Meta;
import io.holdfast.raft.storage.VoteFile.Vote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A scrub never takes for damage what is being written, cut off or deleted beside it. Every change
 * is tried inside every single read of a pass, with every sector of that read torn between its old
 * and its new content.
 */
@Tag("G12")
class ScrubBesideWritesTest {
  private static final Path VOTE = Path.of("/node/vote");
  private static final Path SNAPSHOTS = Path.of("/node/snapshots");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Something that a node does to its files. */
  private interface Change {
    void to(Node node) throws IOException;
  }

  @Test
  void shouldPassBesideAnAppend() throws Exception {
    everywhere(node -> append(node.log, 2, 700));
  }

  @Test
  void shouldPassBesideAMark() throws Exception {
    everywhere(node -> node.log.mark());
  }

  @Test
  void shouldPassBesideARollAndABatchThatNeedsASegmentOfItsOwn() throws Exception {
    everywhere(node -> append(node.log, 3, 9000));
  }

  @Test
  void shouldPassBesideATruncationThatDeletesSegments() throws Exception {
    everywhere(node -> node.log.truncateBefore(55));
  }

  @Test
  void shouldPassBesideATruncationOfTheEndAndNewRecordsInItsPlace() throws Exception {
    everywhere(
        node -> {
          node.log.truncateAfter(45);
          append(node.log, 4, 300);
        });
  }

  @Test
  void shouldPassBesideAResetThatDeletesAllButTheNewestSegment() throws Exception {
    everywhere(
        node -> {
          node.log.reset(1000);
          append(node.log, 20, 900);
        });
  }

  @Test
  void shouldPassBesideANewSnapshotAndANewVote() throws Exception {
    everywhere(
        node -> {
          snapshot(node.snapshots, 40);
          node.vote.write(new Vote(9, "node-2:0"));
        });
  }

  @Test
  void shouldPassBesideTheCloseOfEverything() throws Exception {
    everywhere(Node::close);
  }

  private static void everywhere(Change change) throws Exception {
    int read = 1;
    while (passes(change, read)) {
      read++;
    }
    assertTrue(read > 8, "only " + read + " reads");
  }

  /** Whether the pass got as far as the n-th read. */
  private static boolean passes(Change change, int n) throws Exception {
    var disk = new TearingDisk();
    try (var node = new Node(disk)) {
      disk.atRead(n, () -> change.to(node));
      try (var pass =
          new ScrubPass(
              FileScrub.atOnce(() -> 0),
              node.vote.scrubbing(),
              node.snapshots.scrubbing(),
              node.log.scrubbing())) {
        while (pass.next() > 0) {
          assertTrue(pass.bytes() > 0);
        }
      }
      disk.join();
      assertEquals(List.of(), node.told, "change inside read " + n);
      return disk.happened;
    }
  }

  private static void append(SegmentedLog log, int count, int bytes) {
    log.append(LogFixture.batch(log.lastIndex() + 1, count, bytes));
  }

  private static void snapshot(SnapshotFolder folder, long index) throws IOException {
    try (var draft = folder.begin(new Meta(index, 1, new byte[0]))) {
      var content = new byte[70_000];
      new Random(index).nextBytes(content);
      draft.sink().write(content);
      draft.commit();
    }
  }

  private static final class Node implements AutoCloseable {
    final ArrayList<HoldfastException> told = new ArrayList<>();
    final VoteFile vote;
    final SnapshotFolder snapshots;
    final SegmentedLog log;

    Node(Disk disk) throws IOException {
      var scope = LogFixture.scope(disk).onFault(told::add);
      vote = VoteFile.open(VOTE, scope);
      snapshots = SnapshotFolder.open(SNAPSHOTS, scope);
      log = SegmentedLog.open(LogFixture.FOLDER, LogFixture.options(scope));
      LogFixture.fill(log, 60);
      snapshot(snapshots, 30);
    }

    @Override
    public void close() {
      vote.close();
      snapshots.close();
      log.close();
    }
  }

  private interface Happening {
    void happen() throws IOException;
  }

  /**
   * Lets something happen in the middle of the n-th read, on another thread: until it is done, or
   * waits for a lock that the reader holds. What that read gives of each sector is its first half
   * from before and its second half from after.
   */
  private static final class TearingDisk extends ForwardingDisk {
    private int readsLeft = Integer.MAX_VALUE;
    private Happening happening = () -> {};
    private Thread beside = new Thread(() -> {});
    boolean happened;

    TearingDisk() {
      super(new SimulatedDisk());
    }

    void atRead(int n, Happening what) {
      readsLeft = n;
      happening = what;
    }

    private void happen() {
      try {
        happening.happen();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void join() throws InterruptedException {
      beside.join(PATIENCE.toMillis());
      assertFalse(beside.isAlive(), "the change beside the read does not end");
    }

    @Override
    protected DiskFile around(Path path, DiskFile file) {
      return new ForwardingFile(file) {
        @Override
        public void read(ByteBuffer into, long position) throws IOException {
          tear(file, into, position);
        }
      };
    }

    private void tear(DiskFile file, ByteBuffer into, long position) throws IOException {
      if (--readsLeft != 0) {
        file.read(into, position);
        return;
      }
      happened = true;
      int start = into.position();
      var before = ByteBuffer.allocate(into.remaining());
      file.read(before, position);
      beside = new Thread(this::happen);
      beside.start();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (beside.isAlive() && beside.getState() != Thread.State.WAITING) {
        assertTrue(System.nanoTime() < deadline, "neither done nor waiting for the reader's lock");
        Thread.onSpinWait();
      }
      file.read(into, position);
      for (int i = 0; i < before.capacity(); i++) {
        if ((position + i) % Sector.BYTES < Sector.BYTES / 2) {
          into.put(start + i, before.get(i));
        }
      }
    }
  }
}
