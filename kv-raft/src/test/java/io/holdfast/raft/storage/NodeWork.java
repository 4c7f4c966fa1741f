package io.holdfast.raft.storage;

import io.holdfast.raft.storage.VoteFile.Vote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random work on all files of a node, as an engine does it: a vote before the records of its term,
 * a snapshot before the log is cut, never a truncation of what a snapshot covers. Remembers what
 * the files may hold if it is broken off: the last durable state of each, and all that were
 * attempted since.
 */
final class NodeWork {
  private final Path root;
  private final SimulatedDisk disk;
  private final Fsync fsync;
  private final Random random;
  private @Nullable SimulatedNode node;
  private int rolls;
  private int halves;

  private final List<LogModel> logs = new ArrayList<>(List.of(LogModel.EMPTY));
  private final List<Vote> votes = new ArrayList<>(List.of(Vote.NONE));
  private final List<Long> snapshots = new ArrayList<>(List.of(0L));

  /**
   * On {@code disk}, with its lock at {@code root}.
   *
   * @param random decides what is done
   */
  NodeWork(Path root, SimulatedDisk disk, Fsync fsync, Random random) {
    this.root = root;
    this.disk = disk;
    this.fsync = fsync;
    this.random = random;
  }

  /** How often the log went on in another file. */
  int rolls() {
    return rolls;
  }

  /** How often a restart found the state before the last attempt. */
  int halves() {
    return halves;
  }

  SimulatedNode open() {
    var opened = new SimulatedNode(root, disk, fsync);
    node = opened;
    return opened;
  }

  /** Gives back the lock, as the end of a process does. */
  void abandon() {
    if (node != null) {
      node.abandon();
      node = null;
    }
  }

  /** Does one thing. */
  void step(SimulatedNode on) {
    int choice = random.nextInt(100);
    if (choice < 55) {
      append(on);
    } else if (choice < 65) {
      on.log.mark();
      durable(last(logs));
    } else if (choice < 72) {
      truncateAfter(on);
    } else if (choice < 80) {
      truncateBefore(on);
    } else if (choice < 83) {
      install(on);
    } else if (choice < 90) {
      vote(on);
    } else if (choice < 96) {
      snapshot(on);
    } else {
      on.log.prepareSegment();
    }
  }

  private void append(SimulatedNode on) {
    var state = last(logs);
    var batch = new ArrayList<LogRecord>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      var data = new byte[random.nextInt(20) == 0 ? random.nextInt(12_000) : random.nextInt(700)];
      random.nextBytes(data);
      batch.add(new LogRecord(state.next() + i, last(votes).term(), random.nextInt(3), data));
    }
    int files = disk.files().size();
    logs.add(state.append(batch));
    on.log.append(batch);
    if (fsync == Fsync.SYNC) {
      durable(last(logs));
    }
    rolls += disk.files().size() > files ? 1 : 0;
  }

  private void truncateAfter(SimulatedNode on) {
    var state = last(logs);
    long lowest = Math.max(state.first() - 1, last(snapshots));
    if (lowest < state.next()) {
      long lastKept = lowest + random.nextInt((int) (state.next() - lowest));
      truncate(state, state.truncateAfter(lastKept), () -> on.log.truncateAfter(lastKept));
    }
  }

  private void truncateBefore(SimulatedNode on) {
    var state = last(logs);
    long highest = last(snapshots) + 1;
    if (highest > state.first()) {
      long firstKept = state.first() + random.nextInt((int) (highest - state.first()) + 1);
      truncate(state, state.truncateBefore(firstKept), () -> on.log.truncateBefore(firstKept));
    }
  }

  private void truncate(LogModel before, LogModel after, Runnable change) {
    logs.add(after);
    change.run();
    if (!after.matches(before)) {
      durable(after); // one that changes nothing writes nothing, so it proves nothing either
    }
  }

  private void vote(SimulatedNode on) {
    votes.add(new Vote(last(votes).term() + 1, "n" + random.nextInt(3)));
    on.vote.write(last(votes));
    keepLast(votes);
  }

  private void snapshot(SimulatedNode on) {
    var state = last(logs);
    long after = Math.max(last(snapshots), state.first() - 1);
    if (after < state.next() - 1) {
      long index = after + 1 + random.nextInt((int) (state.next() - 1 - after));
      write(on, index, on.log.termAt(index));
    }
  }

  /** A snapshot of another node, which knows more than this one's log. */
  private void install(SimulatedNode on) {
    long index = Math.max(last(snapshots), last(logs).next() - 1) + 1 + random.nextInt(50);
    write(on, index, last(votes).term());
    reset(on, index + 1);
  }

  private void write(SimulatedNode on, long index, long term) {
    snapshots.add(index);
    on.snapshot(index, term, new byte[random.nextInt(3000)]);
    keepLast(snapshots);
  }

  private void reset(SimulatedNode on, long next) {
    logs.add(last(logs).reset(next));
    on.log.reset(next);
    durable(last(logs));
  }

  private void durable(LogModel state) {
    logs.clear();
    logs.add(state);
  }

  /**
   * Opens the node, which must come up by itself, and checks that each file holds one of the
   * allowed states; from here on that one is the only one allowed.
   */
  SimulatedNode reopen() {
    var opened = open();
    var log = LogModel.of(opened.log);
    if (logs.stream().noneMatch(log::matches)) {
      throw new AssertionError("found " + log + ", allowed " + logs);
    }
    halves += logs.size() > 1 && log.matches(logs.get(0)) ? 1 : 0;
    durable(log);
    if (!votes.contains(opened.vote.read())) {
      throw new AssertionError("found " + opened.vote.read() + ", allowed " + votes);
    }
    votes.clear();
    votes.add(opened.vote.read());
    if (!snapshots.contains(opened.snapshotIndex())) {
      throw new AssertionError(
          "found snapshot " + opened.snapshotIndex() + ", allowed " + snapshots);
    }
    snapshots.clear();
    snapshots.add(opened.snapshotIndex());
    return opened;
  }

  /** What an engine does at start when a snapshot knows more than the log. */
  void catchUp(SimulatedNode opened) {
    if (last(logs).next() <= last(snapshots)) {
      reset(opened, last(snapshots) + 1);
    }
  }

  private static <T> void keepLast(List<T> list) {
    list.subList(0, list.size() - 1).clear();
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }
}
