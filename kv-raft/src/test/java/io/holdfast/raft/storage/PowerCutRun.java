package io.holdfast.raft.storage;

import io.holdfast.raft.storage.SimulatedDisk.Defect;
import io.holdfast.raft.storage.SimulatedDisk.PowerCutException;
import java.nio.file.Path;
import java.util.Random;

/** One seeded run: work, power cut, restart, comparison; several times over on the same disk. */
final class PowerCutRun {
  private static final int ROUNDS = 4;

  /** What a run came across; a test that never gets there proves nothing. */
  record Reached(int cuts, int rolls, int halfBatches, int cutsInOpen) {
    static final Reached NOTHING = new Reached(0, 0, 0, 0);

    Reached and(Reached other) {
      return new Reached(
          cuts + other.cuts,
          rolls + other.rolls,
          halfBatches + other.halfBatches,
          cutsInOpen + other.cutsInOpen);
    }
  }

  private final Random random;
  private final SimulatedDisk disk;
  private final NodeWork work;
  private int cutsInOpen;

  PowerCutRun(Path root, long seed, Fsync fsync, Defect defect) {
    this.random = new Random(seed);
    this.disk = new SimulatedDisk().with(defect);
    this.work = new NodeWork(root, disk, fsync, random);
  }

  Reached run() {
    try {
      for (int round = 0; round < ROUNDS; round++) {
        disk.cutAfter(1 + random.nextInt(round == 0 ? 200 : 120));
        workUntilTheCut();
        work.abandon();
        disk.powerCut(random);
        work.catchUp(work.reopen());
        work.abandon();
      }
      return new Reached(ROUNDS, work.rolls(), work.halves(), cutsInOpen);
    } finally {
      work.abandon();
    }
  }

  private void workUntilTheCut() {
    boolean opened = false;
    try {
      var node = work.open();
      opened = true;
      while (true) {
        work.step(node);
      }
    } catch (PowerCutException e) {
      cutsInOpen += opened ? 0 : 1;
    }
  }
}
