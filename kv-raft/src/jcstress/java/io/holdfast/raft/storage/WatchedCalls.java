package io.holdfast.raft.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A watched disk with one file, whose syncs look whether the disk knows of them. Shared by the
 * actors of a test.
 */
final class WatchedCalls {
  private static final Path FILE = Path.of("file");

  private final AtomicInteger missed = new AtomicInteger();
  private final WatchedDisk disk = new WatchedDisk(new OneFile());
  private final Disk.DiskFile file;

  WatchedCalls() {
    try {
      file = disk.open(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void sync() {
    try {
      file.sync();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void pass() {
    disk.pass(Duration.ofNanos(1));
  }

  /** How many calls are older than time itself, or younger than none. */
  int impossibleAges() {
    return (int)
        disk.underWay().stream()
            .map(disk::age)
            .filter(age -> age.isNegative() || age.toNanos() > 1)
            .count();
  }

  /** How many syncs were under way without being counted among the calls. */
  int missed() {
    return missed.get();
  }

  int left() {
    return disk.underWay().size();
  }

  private final class OneFile extends ForwardingDisk {
    OneFile() {
      super(Disk.real());
    }

    @Override
    public DiskFile open(Path path) {
      return new NoFile() {
        @Override
        public void sync() {
          if (disk.underWay().isEmpty()) {
            missed.incrementAndGet();
          }
        }
      };
    }
  }
}
