package io.holdfast.raft.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that forgets what was not synced: at a power cut every unsynced sector keeps its
 * durable version or any written since, and every folder keeps some first part of its unsynced
 * changes. It can also fail the n-th write or sync, run out of space, and lie about syncs (the
 * planted defects). Guarded by its monitor.
 */
public final class SimulatedDisk implements Disk {
  /** Thrown by the call during which the power goes, and by all after it. */
  @SuppressWarnings("serial")
  static final class PowerCutException extends RuntimeException {}

  /** What a defective program would leave out. */
  enum Defect {
    NONE,
    SKIP_SYNC,
    SKIP_FOLDER_SYNC
  }

  /** What can fail. */
  enum Call {
    SYNC,
    WRITE,
    /** A file created, renamed or deleted. */
    NAME
  }

  private final Map<Path, SimulatedInode> names = new TreeMap<>();
  private final Map<Path, SimulatedInode> durableNames = new TreeMap<>();
  private final Map<Path, List<Consumer<Map<Path, SimulatedInode>>>> unsyncedNames =
      new HashMap<>();
  private final TreeSet<Path> folders = new TreeSet<>();
  private Defect defect = Defect.NONE;
  private long capacity = Long.MAX_VALUE;
  private int callsUntilCut = Integer.MAX_VALUE;
  private final EnumMap<Call, Integer> untilFault = new EnumMap<>(Call.class);
  private boolean off;

  /** Leaves out what the defect says. */
  synchronized SimulatedDisk with(Defect other) {
    defect = other;
    return this;
  }

  /** Total bytes of all files. */
  public synchronized void capacity(long bytes) {
    capacity = bytes;
  }

  /** Cuts the power in the n-th changing call from now. */
  synchronized void cutAfter(int calls) {
    callsUntilCut = calls;
  }

  /** Fails the n-th sync from now, of a file or folder. */
  public synchronized void failSync(int n) {
    fail(Call.SYNC, n);
  }

  /** Fails the n-th write from now. */
  public synchronized void failWrite(int n) {
    fail(Call.WRITE, n);
  }

  /** Fails the n-th call of a kind from now. */
  synchronized void fail(Call kind, int n) {
    untilFault.put(kind, n);
  }

  /** Counts a call; whether it is the one to fail. */
  private boolean fails(Call kind) {
    Integer left = untilFault.computeIfPresent(kind, (any, before) -> before - 1);
    return left != null && left == 0;
  }

  private void changingName() throws IOException {
    changing();
    if (fails(Call.NAME)) {
      throw new IOException("Input/output error (simulated change of a name)");
    }
  }

  public synchronized long used() {
    return names.values().stream().mapToLong(SimulatedInode::size).sum();
  }

  public synchronized List<Path> files() {
    return List.copyOf(names.keySet());
  }

  synchronized byte[] bytes(Path file) {
    return inode(file).bytes().clone();
  }

  synchronized void damage(Path file, byte[] content) {
    inode(file).damage(content);
  }

  /** Puts a file there, durably, whatever was there. */
  synchronized void put(Path file, byte[] content) {
    if (!names.containsKey(file)) {
      var inode = new SimulatedInode();
      names.put(file, inode);
      durableNames.put(file, inode);
    }
    damage(file, content);
  }

  synchronized void lose(Path file) {
    names.remove(file);
    durableNames.remove(file);
  }

  synchronized void swap(Path one, Path other) {
    var first = bytes(one);
    damage(one, bytes(other));
    damage(other, first);
  }

  /** A disk with the same files, all durable. */
  synchronized SimulatedDisk copy() {
    var copy = new SimulatedDisk();
    names.forEach((path, inode) -> copy.names.put(path, inode.copy()));
    copy.durableNames.putAll(copy.names);
    copy.folders.addAll(folders);
    return copy;
  }

  /**
   * Ends whatever used the disk, and lets it come back with what was durable and some of the rest.
   */
  synchronized void powerCut(RandomGenerator random) {
    unsyncedNames
        .values()
        .forEach(
            changes ->
                changes
                    .subList(0, random.nextInt(changes.size() + 1))
                    .forEach(each -> each.accept(durableNames)));
    unsyncedNames.clear();
    names.clear();
    names.putAll(durableNames);
    new java.util.LinkedHashSet<>(names.values()).forEach(each -> each.powerCut(random));
    off = false;
    callsUntilCut = Integer.MAX_VALUE;
  }

  /** Ends whatever used the disk, as the end of a process does: what was written stays visible. */
  synchronized void restart() {
    off = false;
    callsUntilCut = Integer.MAX_VALUE;
    untilFault.clear();
  }

  private void changing() {
    if (off || --callsUntilCut <= 0) {
      off = true;
      throw new PowerCutException();
    }
  }

  private SimulatedInode inode(Path file) {
    return Objects.requireNonNull(names.get(file), () -> "no file " + file);
  }

  private void change(Path folder, Consumer<Map<Path, SimulatedInode>> change) {
    change.accept(names);
    unsyncedNames.computeIfAbsent(folder, path -> new ArrayList<>()).add(change);
  }

  @Override
  public synchronized DiskFile create(Path file) throws IOException {
    changingName();
    if (names.containsKey(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    var inode = new SimulatedInode();
    change(parent(file), map -> map.put(file, inode));
    return new File(inode);
  }

  @Override
  public synchronized DiskFile open(Path file) throws IOException {
    if (!names.containsKey(file)) {
      throw new NoSuchFileException(file.toString());
    }
    return new File(inode(file));
  }

  @Override
  public synchronized boolean exists(Path path) {
    return names.containsKey(path) || folders.contains(path);
  }

  @Override
  public synchronized List<String> list(Path folder) {
    var found = new TreeSet<String>();
    names.keySet().stream()
        .filter(each -> parent(each).equals(folder))
        .forEach(each -> found.add(name(each)));
    folders.stream()
        .filter(each -> parent(each).equals(folder))
        .forEach(each -> found.add(name(each)));
    return List.copyOf(found);
  }

  @Override
  public synchronized void createFolder(Path folder) {
    folders.add(folder);
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    changingName();
    var inode = inode(from);
    change(
        parent(from),
        map -> {
          map.remove(from);
          map.put(to, inode);
        });
  }

  @Override
  public synchronized void delete(Path file) throws IOException {
    changingName();
    if (names.containsKey(file)) {
      change(parent(file), map -> map.remove(file));
    }
  }

  @Override
  public synchronized void syncFolder(Path folder) throws IOException {
    changing();
    failedSync();
    if (defect != Defect.SKIP_FOLDER_SYNC) {
      var changes = unsyncedNames.remove(folder);
      if (changes != null) {
        changes.forEach(each -> each.accept(durableNames));
      }
    }
  }

  @Override
  public synchronized long usableBytes(Path folder) {
    return capacity == Long.MAX_VALUE ? capacity : Math.max(0, capacity - used());
  }

  private void failedSync() throws IOException {
    if (fails(Call.SYNC)) {
      throw new IOException("Input/output error (simulated sync)");
    }
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  private static String name(Path path) {
    return Objects.requireNonNull(path.getFileName()).toString();
  }

  private final class File implements DiskFile {
    private final SimulatedInode inode;
    private boolean closed;

    File(SimulatedInode inode) {
      this.inode = inode;
    }

    @Override
    public long size() {
      synchronized (SimulatedDisk.this) {
        return inode.size();
      }
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      synchronized (SimulatedDisk.this) {
        requireOpen();
        if (position + into.remaining() > inode.size()) {
          throw new EOFException("file ends at byte " + inode.size());
        }
        into.put(inode.bytes(), (int) position, into.remaining());
      }
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      synchronized (SimulatedDisk.this) {
        requireOpen();
        long growth = Math.max(0, position + from.remaining() - inode.size());
        if (growth > 0 && used() + growth > capacity) {
          throw new NoSpaceException("No space left (simulated)", new IOException("ENOSPC"));
        }
        var data = new byte[from.remaining()];
        from.get(data);
        boolean fails = fails(Call.WRITE);
        boolean lastGasp = callsUntilCut == 1;
        if (!off && (fails || lastGasp)) {
          inode.write(
              data, (int) position); // it may reach the disk, in part, although nobody is told
        }
        changing();
        if (fails) {
          throw new IOException("Input/output error (simulated write)");
        }
        inode.write(data, (int) position);
      }
    }

    @Override
    public void sync() throws IOException {
      synchronized (SimulatedDisk.this) {
        requireOpen();
        changing();
        if (Objects.equals(untilFault.get(Call.SYNC), 1)) {
          inode.loseUnsynced();
        }
        failedSync();
        if (defect != Defect.SKIP_SYNC) {
          inode.sync();
        }
      }
    }

    private void requireOpen() throws IOException {
      if (closed) {
        throw new java.nio.channels.ClosedChannelException();
      }
    }

    @Override
    public void close() {
      synchronized (SimulatedDisk.this) {
        closed = true;
      }
    }
  }
}
