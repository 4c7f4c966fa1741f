package io.holdfast.raft.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.raft.storage.SimulatedDisk.PowerCutException;
import io.holdfast.raft.storage.VoteFile.Vote;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The process is killed, or the power goes, before each call to the disk of one change, and again
 * before each call of the start after it: the node has the old state or the new one, and nothing
 * between.
 */
@Tag("G9")
@Tag("G18")
class KillStepsTest {
  private static final int POWER_SEEDS = 10;

  @TempDir Path root;

  /** One change of a node, and what must be there before. */
  @SuppressWarnings("ImmutableEnumChecker") // its functions capture nothing
  enum Change {
    APPEND(node -> {}, node -> append(node, 3, 150)),
    ROLL(KillStepsTest::fillSegment, node -> append(node, 3, 150)),
    ROLL_TO_A_LARGER_SEGMENT(node -> {}, node -> append(node, 1, 12_000)),
    TRUNCATE_AFTER(node -> {}, node -> node.log.truncateAfter(40)),
    TRUNCATE_BEFORE(node -> {}, node -> node.log.truncateBefore(31)),
    RESET(node -> node.snapshot(100, 9, new byte[100]), node -> node.log.reset(101)),
    SNAPSHOT(node -> {}, node -> node.snapshot(50, 9, new byte[3000])),
    VOTE(node -> {}, node -> node.vote.write(new Vote(10, "node-1:0"))),
    APPEND_AND_MARK(node -> {}, KillStepsTest::appendAndMark);

    private final Consumer<SimulatedNode> before;
    private final Consumer<SimulatedNode> change;

    Change(Consumer<SimulatedNode> before, Consumer<SimulatedNode> change) {
      this.before = before;
      this.change = change;
    }
  }

  private record State(LogModel log, Vote vote, long snapshot) {
    boolean is(State other) {
      return log.matches(other.log) && vote.equals(other.vote) && snapshot == other.snapshot;
    }
  }

  @ParameterizedTest
  @EnumSource(Change.class)
  void shouldHaveTheOldStateOrTheNewOneAfterAKillAtAnyStep(Change change) {
    var base = base(change);
    var old = state(base.copy());
    var done = base.copy();
    try (var node = new SimulatedNode(root, done)) {
      change.change.accept(node);
    }
    var after = state(done);
    var met = new HashSet<Boolean>();
    int steps = 0;
    for (boolean cut = true; cut; ) {
      steps++;
      var killed = base.copy();
      cut = breakOff(killed, change, steps);
      killed.restart();
      check(killed.copy(), old, after, met);
      checkStartsBrokenOff(killed, old, after);
      for (int seed = 0; seed < POWER_SEEDS; seed++) {
        var dark = base.copy();
        breakOff(dark, change, steps);
        dark.powerCut(new Random(seed));
        check(dark, old, after, met);
      }
    }
    assertTrue(steps > 1, "no step of " + change + " was broken off");
    if (!old.is(after)) {
      assertTrue(met.equals(Set.of(true, false)), "only one of old and new was met: " + met);
    }
  }

  /** A start that is killed at each of its steps in turn, too. */
  private void checkStartsBrokenOff(SimulatedDisk killed, State old, State after) {
    for (int step = 1; ; step++) {
      var again = killed.copy();
      again.cutAfter(step);
      try {
        new SimulatedNode(root, again).abandon();
        return;
      } catch (PowerCutException e) {
        again.restart();
        check(again, old, after, new HashSet<>());
      }
    }
  }

  private void check(SimulatedDisk disk, State old, State after, Set<Boolean> met) {
    var found = state(disk);
    assertTrue(
        found.is(old) || found.is(after),
        () -> "found " + found + ", expected " + old + " or " + after);
    met.add(found.is(after));
  }

  /** Whether the change was broken off before that step; false: it has fewer steps. */
  private boolean breakOff(SimulatedDisk disk, Change change, int step) {
    var node = new SimulatedNode(root, disk);
    try {
      disk.cutAfter(step);
      change.change.accept(node);
      return false;
    } catch (PowerCutException e) {
      return true;
    } finally {
      node.abandon();
    }
  }

  private SimulatedDisk base(Change change) {
    var disk = new SimulatedDisk();
    try (var node = new SimulatedNode(root, disk)) {
      node.vote.write(new Vote(9, "node-1:0"));
      LogFixture.fill(node.log, 60);
      node.snapshot(30, 4, new byte[2000]);
      node.log.truncateBefore(20);
      change.before.accept(node);
    }
    return disk.copy();
  }

  private State state(SimulatedDisk disk) {
    try (var node = new SimulatedNode(root, disk)) {
      return new State(LogModel.of(node.log), node.vote.read(), node.snapshotIndex());
    }
  }

  private static void append(SimulatedNode node, int count, int bytes) {
    node.log.append(LogFixture.batch(node.log.lastIndex() + 1, count, bytes));
  }

  private static void appendAndMark(SimulatedNode node) {
    append(node, 1, 10);
    node.log.mark();
  }

  /** Leaves no room for a batch like the ones so far. */
  private static void fillSegment(SimulatedNode node) {
    append(node, 1, 4600); // a segment of its own, but for one sector less than a batch
  }
}
