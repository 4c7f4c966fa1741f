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
public final class WatchedDisk implements Disk {
  private final Disk disk;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private volatile long now;

  /** Over {@code disk}. */
  public WatchedDisk(Disk disk) {
    this.disk = disk;
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
      return new WatchedFile(file, step.run());
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
    return opening("create", file, () -> disk.create(file));
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    return opening("open", file, () -> disk.open(file));
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return disk.exists(path);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    watching("create", folder, () -> disk.createFolder(folder));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    watching("rename", to, () -> disk.rename(from, to));
  }

  @Override
  public void delete(Path file) throws IOException {
    watching("delete", file, () -> disk.delete(file));
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    watching("sync", folder, () -> disk.syncFolder(folder));
  }

  private final class WatchedFile implements DiskFile {
    private final Path path;
    private final DiskFile file;

    WatchedFile(Path path, DiskFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      file.read(into, position);
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      watching("write", path, () -> file.write(from, position));
    }

    @Override
    public void sync() throws IOException {
      watching("sync", path, file::sync);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
