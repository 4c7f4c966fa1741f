package io.holdfast.raft.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The bytes of a simulated file: what readers see, what is durable, and every version of a sector
 * in between.
 */
final class SimulatedInode {
  private static final int SECTOR = 512;

  private byte[] visible = new byte[0];
  private byte[] durable = new byte[0];
  private final TreeMap<Integer, List<byte[]>> unsynced = new TreeMap<>();

  byte[] bytes() {
    return visible;
  }

  int size() {
    return visible.length;
  }

  void write(byte[] data, int position) {
    if (position + data.length > visible.length) {
      visible = Arrays.copyOf(visible, position + data.length);
    }
    System.arraycopy(data, 0, visible, position, data.length);
    for (int sector = position / SECTOR; sector * SECTOR < position + data.length; sector++) {
      unsynced
          .computeIfAbsent(sector, number -> new ArrayList<>())
          .add(Arrays.copyOfRange(visible, sector * SECTOR, (sector + 1) * SECTOR));
    }
  }

  void sync() {
    durable = Arrays.copyOf(durable, visible.length);
    unsynced.forEach((sector, versions) -> put(durable, sector, versions.get(versions.size() - 1)));
    unsynced.clear();
  }

  /**
   * A sync that failed: nothing reaches the disk, readers still see it, and no later sync will try
   * again.
   */
  void loseUnsynced() {
    durable = Arrays.copyOf(durable, visible.length);
    unsynced.clear();
  }

  /** Keeps, for every sector by itself, the durable version or any that was written since. */
  void powerCut(RandomGenerator random) {
    boolean grown = visible.length > durable.length && random.nextBoolean();
    var kept = Arrays.copyOf(durable, grown ? visible.length : durable.length);
    unsynced.forEach(
        (sector, versions) -> {
          int choice = random.nextInt(versions.size() + 1);
          if (choice > 0) {
            put(kept, sector, versions.get(choice - 1));
          }
        });
    visible = kept;
    durable = kept.clone();
    unsynced.clear();
  }

  /** Replaces the content, durably: damage, not a write. */
  void damage(byte[] content) {
    visible = content.clone();
    durable = content.clone();
    unsynced.clear();
  }

  SimulatedInode copy() {
    var copy = new SimulatedInode();
    copy.damage(visible);
    return copy;
  }

  private static void put(byte[] into, int sector, byte[] content) {
    int length = Math.min(SECTOR, into.length - sector * SECTOR);
    if (length > 0) {
      System.arraycopy(content, 0, into, sector * SECTOR, length);
    }
  }
}
