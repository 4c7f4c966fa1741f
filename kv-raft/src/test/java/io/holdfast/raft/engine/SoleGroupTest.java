package io.holdfast.raft.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.log.AppliedState;
import io.holdfast.raft.storage.Disk;
import io.holdfast.raft.storage.DiskFullException;
import io.holdfast.raft.storage.ForwardingDisk;
import io.holdfast.raft.storage.LogOptions;
import io.holdfast.raft.storage.SegmentedLog;
import io.holdfast.raft.storage.SnapshotFolder;
import io.holdfast.raft.storage.StorageScope;
import io.holdfast.raft.storage.VoteFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a group of one owes to those who wait for a step of it, however that ends. */
@Tag("G15")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SoleGroupTest {
  private final GroupStorage storage;
  private final Told told = new Told();
  private volatile boolean failing;

  SoleGroupTest(@TempDir Path folder) {
    var scope = StorageScope.standalone().over(new Failing(Disk.real()));
    this.storage =
        new GroupStorage(
            SegmentedLog.open(folder.resolve("log"), LogOptions.in(scope)),
            VoteFile.open(folder.resolve("vote"), scope),
            SnapshotFolder.open(folder.resolve("snapshots"), scope));
  }

  @AfterEach
  void closeFiles() {
    storage.log().close();
    storage.vote().close();
    storage.snapshots().close();
  }

  @Test
  void shouldEndTheMakingOfRoomAlsoWhereTheLogCannotBeCutAndItsOwnerThrows() throws Exception {
    var background = Executors.newSingleThreadExecutor();
    try (var group = open(background)) {
      write(group);
      write(group);
      var first = new CompletableFuture<Void>();
      group.makeRoom(() -> first.complete(null));
      first.get();
      told.throwing = true;
      write(group);
      var taken = new CompletableFuture<Void>();
      group.takeSnapshot(() -> taken.complete(null));
      taken.get();
      failing = true;
      var second = new CompletableFuture<Void>();

      group.makeRoom(() -> second.complete(null));

      second.get(20, TimeUnit.SECONDS);
      assertTrue(told.stopped.get(20, TimeUnit.SECONDS) != null);
    } finally {
      background.shutdown();
    }
  }

  @Test
  void shouldEndEveryStepThatComesAfterTheClose() {
    var group = open(Runnable::run);
    group.close();
    var ended = new CompletableFuture<Void>();
    var made = new CompletableFuture<Void>();

    group.takeSnapshot(() -> ended.complete(null));
    group.makeRoom(() -> made.complete(null));

    assertTrue(ended.isDone());
    assertTrue(made.isDone(), "whoever asked for room waits for ever");
  }

  @Test
  void shouldNotWaitForTheThreadThatCloses() throws Exception {
    var group = open(Runnable::run);
    long term = told.leading.get();
    var took = new CompletableFuture<Duration>();

    group.propose(
        term,
        new byte[] {1},
        new Waited() {
          @Override
          public void committed() {
            long began = System.nanoTime();
            group.close();
            took.complete(Duration.ofNanos(System.nanoTime() - began));
          }
        });

    assertTrue(
        took.get().compareTo(Duration.ofSeconds(4)) < 0,
        () -> "it waited for itself, " + took.join());
  }

  @Test
  void shouldNameTheLastEntryThatASnapshotCovers() throws Exception {
    try (var group = open(Runnable::run)) {
      write(group);
      write(group);
      long last = storage.log().lastIndex();
      var done = new CompletableFuture<Void>();

      group.takeSnapshot(() -> done.complete(null));

      done.get();
      var meta = storage.snapshots().latest().orElseThrow().meta();
      assertEquals(last, meta.lastIncludedIndex());
      assertEquals(told.leading.get(), meta.lastIncludedTerm());
    }
  }

  private SoleGroup open(Executor background) {
    var self = new Member(1, 0);
    var settings = new GroupSettings("g", self, List.of(self), Duration.ofSeconds(1));
    return SoleGroup.open(settings, storage, background, told);
  }

  private void write(SoleGroup group)
      throws InterruptedException, ExecutionException, TimeoutException {
    var written = new Waited();
    group.propose(told.leading.get(), new byte[] {1}, written);
    assertFalse(written.failed.get(20, TimeUnit.SECONDS));
  }

  private static class Waited implements Proposal {
    final CompletableFuture<Boolean> failed = new CompletableFuture<>();

    @Override
    public void committed() {
      failed.complete(false);
    }

    @Override
    public void failed(Supplier<? extends HoldfastException> cause) {
      failed.complete(true);
    }
  }

  /** Writes nothing when it is to fail. */
  private final class Failing extends ForwardingDisk {
    Failing(Disk disk) {
      super(disk);
    }

    @Override
    protected DiskFile around(Path path, DiskFile file) {
      return new ForwardingFile(file) {
        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
          if (failing) {
            throw new IOException("planted");
          }
          super.write(bytes, position);
        }
      };
    }
  }

  private static final class Captured implements AppliedState.Captured {
    @Override
    public long appliedIndex() {
      return 1;
    }

    @Override
    public void writeTo(OutputStream sink) throws IOException {
      sink.write(1);
    }
  }

  private static final class Told implements Replica {
    final CompletableFuture<Long> leading = new CompletableFuture<>();
    final CompletableFuture<HoldfastException> stopped = new CompletableFuture<>();
    volatile boolean throwing;

    @Override
    public void apply(long index, long term, ByteBuffer entry, @Nullable Proposal own) {}

    @Override
    public boolean refused(Proposal own) {
      return false;
    }

    @Override
    public void leading(long term) {
      leading.complete(term);
    }

    @Override
    public void notLeading() {}

    @Override
    public void following(Member leader, long term) {}

    @Override
    public void notFollowing() {}

    @Override
    public void asked(byte[] request, Consumer<byte[]> answer) {}

    @Override
    public AppliedState.Captured capture() {
      return new Captured();
    }

    @Override
    public void snapshotTaken(long index, long bytes, Duration took) {}

    @Override
    public void restore(InputStream snapshot) {}

    @Override
    public void stopped(HoldfastException cause) {
      stopped.complete(cause);
      if (throwing) {
        throw new IllegalStateException("planted");
      }
    }

    @Override
    public void diskFull(DiskFullException cause) {}

    @Override
    public void diskHasRoom() {}
  }
}
