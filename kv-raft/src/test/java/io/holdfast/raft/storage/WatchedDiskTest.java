package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.raft.storage.Disk.DiskFile;
import io.holdfast.raft.storage.WatchedDisk.Call;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which calls count as under way: every kind that changes something, for as long as it lasts. */
@Tag("G17")
class WatchedDiskTest {
  private static final Path FOLDER = Path.of("/node/log");
  private static final Path FILE = FOLDER.resolve("file");
  private static final Path OTHER = FOLDER.resolve("other");

  private final LookingDisk below = new LookingDisk();
  private final WatchedDisk disk = new WatchedDisk(below);

  @BeforeEach
  void watch() {
    below.watched = disk;
  }

  @Test
  void shouldKnowEveryChangingCallWhileItLasts() throws IOException {
    disk.createFolder(FOLDER);
    try (var file = disk.create(FILE)) {
      file.write(ByteBuffer.allocate(10), 0);
      file.sync();
    }
    disk.open(FILE).close();
    disk.rename(FILE, OTHER);
    disk.syncFolder(FOLDER);
    disk.delete(OTHER);

    assertEquals(
        List.of(
            "create " + FOLDER,
            "create " + FILE,
            "write " + FILE,
            "sync " + FILE,
            "open " + FILE,
            "rename " + OTHER,
            "sync " + FOLDER,
            "delete " + OTHER),
        below.seen);
    assertEquals(List.of(), disk.underWay());
  }

  @Test
  void shouldForgetACallThatFails() throws IOException {
    var file = disk.create(FILE);
    below.failing = true;

    assertThrows(IOException.class, file::sync);
    assertThrows(IOException.class, () -> file.write(ByteBuffer.allocate(10), 0));
    assertThrows(IOException.class, () -> disk.syncFolder(FOLDER));
    assertThrows(IOException.class, () -> disk.open(OTHER));

    assertEquals(List.of(), disk.underWay());
  }

  /** Two syncs of one file, the second begun later, are two calls of different ages. */
  @Test
  void shouldTellCallsOfTheSameKindApart() throws IOException {
    var file = disk.create(FILE);
    disk.pass(Duration.ofSeconds(5));
    below.within =
        () -> {
          below.within = () -> ages(disk);
          disk.pass(Duration.ofSeconds(3));
          file.sync();
        };

    file.sync();

    assertEquals(List.of(Duration.ZERO, Duration.ofSeconds(3)), below.ages);
  }

  private void ages(WatchedDisk watched) {
    watched.underWay().stream().map(watched::age).sorted().forEach(below.ages::add);
  }

  /** Something to do in the middle of a call. */
  private interface Within {
    void run() throws IOException;
  }

  /** Looks, in the middle of each call, at what the disk above believes to be under way. */
  private static final class LookingDisk extends ForwardingDisk {
    private final List<String> seen = new ArrayList<>();
    private final List<Duration> ages = new ArrayList<>();
    private WatchedDisk watched = new WatchedDisk(Disk.real());
    private boolean failing;
    private Within within = () -> {};

    LookingDisk() {
      super(new SimulatedDisk());
    }

    private void look() throws IOException {
      for (Call call : watched.underWay()) {
        seen.add(call.what() + " " + call.file());
      }
      within.run();
      if (failing) {
        throw new IOException("planted");
      }
    }

    @Override
    public DiskFile create(Path file) throws IOException {
      look();
      return super.create(file);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
      look();
      return super.open(file);
    }

    @Override
    public void createFolder(Path folder) throws IOException {
      look();
      super.createFolder(folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      look();
      super.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
      look();
      super.delete(file);
    }

    @Override
    public void syncFolder(Path folder) throws IOException {
      look();
      super.syncFolder(folder);
    }

    @Override
    protected DiskFile around(Path path, DiskFile file) {
      return new ForwardingFile(file) {
        @Override
        public void write(ByteBuffer from, long position) throws IOException {
          look();
          super.write(from, position);
        }

        @Override
        public void sync() throws IOException {
          look();
          super.sync();
        }
      };
    }
  }
}
