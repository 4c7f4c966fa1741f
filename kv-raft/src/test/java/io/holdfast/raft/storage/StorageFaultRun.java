package io.holdfast.raft.storage;

import io.holdfast.raft.storage.SimulatedDisk.Call;
import java.nio.file.Path;
import java.util.Random;

/**
 * One seeded run in which the n-th call of a kind fails: whatever had to do with it ends for good,
 * and a restart finds what was acknowledged, and keeps what it shows.
 */
final class StorageFaultRun {
  private static final int STEPS = 400;

  private final SimulatedDisk disk = new SimulatedDisk();
  private final NodeWork work;
  private final Random random;

  StorageFaultRun(Path root, long seed) {
    this.random = new Random(seed);
    this.work = new NodeWork(root, disk, Fsync.SYNC, random);
  }

  /** Whether the fault was met. */
  boolean run(Call kind, int n) {
    disk.fail(kind, n);
    try {
      boolean met = workUntilTheFault();
      work.abandon();
      disk.restart();
      work.reopen();
      work.abandon();
      disk.powerCut(random); // what a restart has shown must not have been in memory only
      work.catchUp(work.reopen());
      return met;
    } finally {
      work.abandon();
    }
  }

  private boolean workUntilTheFault() {
    SimulatedNode node;
    try {
      node = work.open();
    } catch (StorageFaultException | DirectoryRefusedException e) {
      return true; // not opened at all
    }
    for (int i = 0; i < STEPS; i++) {
      try {
        work.step(node);
      } catch (StorageFaultException e) {
        checkEnded(node, e);
        return true;
      }
      if (!node.told.isEmpty()) {
        throw new AssertionError("went on after " + node.told);
      }
    }
    return false;
  }

  /** The part that failed refuses everything, for good; its owner was told once. */
  private static void checkEnded(SimulatedNode node, StorageFaultException first) {
    if (node.told.size() != 1) {
      throw new AssertionError("told of " + node.told + " instead of " + first);
    }
    int refusing = 0;
    refusing += refuses(() -> node.log.termAt(1));
    refusing += refuses(node.vote::read);
    refusing += refuses(node.snapshots::latest);
    if (refusing != 1) {
      throw new AssertionError(refusing + " of three parts refuse, expected one, after " + first);
    }
  }

  private static int refuses(Runnable call) {
    try {
      call.run();
      return 0;
    } catch (StorageFaultException e) {
      return 1;
    }
  }
}
