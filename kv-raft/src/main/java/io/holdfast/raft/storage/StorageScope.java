package io.holdfast.raft.storage;

import io.holdfast.kv.HoldfastException;
import java.util.function.Consumer;

/**
 * To whom files belong, how they reach the disk, and who is told when that fails.
 *
 * @param owner the stamp of this data directory; the log and the vote refuse files that carry
 *     another one
 * @param cluster the stamp of the cluster; snapshots, which travel between nodes, carry this one
 * @param presence whether files may be missing
 * @param disk the way to the disk
 * @param onFault is told of a final fault inside the failing call, before that call returns, so
 *     that a node can stop before anything leaves it; must not throw nor call back into the storage
 */
public record StorageScope(
    long owner,
    long cluster,
    Presence presence,
    Disk disk,
    Consumer<? super HoldfastException> onFault) {

  /**
   * A scope for files that belong to no data directory, such as in tests: new files allowed, the
   * real disk.
   */
  public static StorageScope standalone() {
    return new StorageScope(0, 0, Presence.MAY_BE_NEW, Disk.real(), fault -> {});
  }

  /** The same with another listener for faults. */
  public StorageScope onFault(Consumer<? super HoldfastException> listener) {
    return new StorageScope(owner, cluster, presence, disk, listener);
  }

  /** The same over another disk. */
  public StorageScope over(Disk other) {
    return new StorageScope(owner, cluster, presence, other, onFault);
  }

  /** The same with files required or not. */
  public StorageScope with(Presence other) {
    return new StorageScope(owner, cluster, other, disk, onFault);
  }
}
