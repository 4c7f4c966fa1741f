package io.holdfast.raft.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A disk that knows which of its changing calls have not returned yet, and for how long, so that a
 * hung one can be told by name (guarantee G17). Reads are not counted: nothing that is acknowledged
 * waits for one.
 *
 * <p>It has a time of its own, which {@link #pass} moves on, so that a pause of the whole process
 * is not charged to the disk. Thread-safe: a concurrent set of calls; only one thread moves the
 * time.
 */
public final class WatchedDisk extends ForwardingDisk {
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private volatile long now;

  /** Over {@code disk}. */
  public WatchedDisk(Disk disk) {
    super(disk);
  }

  /** A call that has not returned. Compares by identity: two of the same are two calls. */
  public static final class Call {
    private final String what;
    private final Path file;
    private final long since;

    private Call(String what, Path file, long since) {
      this.what = what;
      this.file = file;
      this.since = since;
    }

    /** What is being done, such as {@code sync}. */
    public String what() {
      return what;
    }

    /** The file or folder it is done to. */
    public Path file() {
      return file;
    }
  }

  /** Moves the time on, from one thread at a time. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
  public void pass(Duration time) {
    now += time.toNanos();
  }

  /** The calls under way. */
  public List<Call> underWay() {
    return List.copyOf(calls);
  }

  /** How long a call has been under way, to the step of {@link #pass}. */
  public Duration age(Call call) {
    return Duration.ofNanos(now - call.since);
  }

  private interface Opening {
    DiskFile run() throws IOException;
  }

  private interface Step {
    void run() throws IOException;
  }

  private DiskFile opening(String what, Path file, Opening step) throws IOException {
    var call = begin(what, file);
    try {
      return step.run();
    } finally {
      calls.remove(call);
    }
  }

  private void watching(String what, Path file, Step step) throws IOException {
    var call = begin(what, file);
    try {
      step.run();
    } finally {
      calls.remove(call);
    }
  }

  private Call begin(String what, Path file) {
    var call = new Call(what, file, now);
    calls.add(call);
    return call;
  }

  @Override
  public DiskFile create(Path file) throws IOException {
    return opening("create", file, () -> super.create(file));
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return opening("open", file, () -> super.open(file));
  }

  @Override
  protected DiskFile around(Path path, DiskFile file) {
    return new WatchedFile(path, file);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    watching("create", folder, () -> super.createFolder(folder));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    watching("rename", to, () -> super.rename(from, to));
  }

  @Override
  public void delete(Path file) throws IOException {
    watching("delete", file, () -> super.delete(file));
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    watching("sync", folder, () -> super.syncFolder(folder));
  }

  private final class WatchedFile extends ForwardingFile {
    private final Path path;

    WatchedFile(Path path, DiskFile file) {
      super(file);
      this.path = path;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      watching("write", path, () -> super.write(from, position));
    }

    @Override
    public void sync() throws IOException {
      watching("sync", path, super::sync);
    }
  }
}
