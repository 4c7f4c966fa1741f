package io.holdfast.raft.storage;

import io.holdfast.raft.storage.SimulatedDisk.Defect;
import io.holdfast.raft.storage.SimulatedDisk.PowerCutException;
import io.holdfast.raft.storage.SnapshotFolder.Meta;
import io.holdfast.raft.storage.VoteFile.Vote;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One seeded run: work, power cut, restart, comparison; several times over on the same disk. */
final class PowerCutRun {
  private static final Path FOLDER = Path.of("/node");
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
  private final Fsync fsync;
  private final SimulatedDisk disk;
  private Reached reached = Reached.NOTHING;

  // What the log may hold after a cut: the last durable state and all that were attempted since.
  private final List<LogModel> states = new ArrayList<>(List.of(LogModel.EMPTY));
  private final List<Vote> votes = new ArrayList<>(List.of(Vote.NONE));
  private final List<Long> snapshots = new ArrayList<>(List.of(0L));
  private Presence presence = Presence.MAY_BE_NEW;

  PowerCutRun(long seed, Fsync fsync, Defect defect) {
    this.random = new Random(seed);
    this.fsync = fsync;
    this.disk = new SimulatedDisk().with(defect);
  }

  Reached run() {
    for (int round = 0; round < ROUNDS; round++) {
      disk.cutAfter(1 + random.nextInt(round == 0 ? 200 : 120));
      boolean opened = false;
      try (var parts = open()) {
        opened = true;
        presence = Presence.REQUIRED;
        while (true) {
          step(parts);
        }
      } catch (PowerCutException e) {
        reached = reached.and(new Reached(1, 0, 0, opened ? 0 : 1));
      }
      disk.powerCut(random);
      compare();
    }
    return reached;
  }

  /** The three parts of a node's directory. */
  private record Parts(SegmentedLog log, VoteFile vote, SnapshotFolder snapshots)
      implements AutoCloseable {
    @Override
    public void close() {
      // the power is gone; only memory is given back
    }
  }

  private Parts open() {
    var scope = StorageScope.standalone().over(disk).with(presence);
    var options = new LogOptions(8 << 10, fsync, Duration.ZERO, scope);
    return new Parts(
        SegmentedLog.open(FOLDER.resolve("log"), options),
        VoteFile.open(FOLDER.resolve("vote"), scope),
        SnapshotFolder.open(FOLDER.resolve("snapshots"), scope));
  }

  private void step(Parts parts) {
    int choice = random.nextInt(100);
    var log = parts.log;
    var state = last(states);
    if (choice < 60) {
      append(log, state);
    } else if (choice < 70) {
      log.mark();
      durable(state);
    } else if (choice < 75) {
      long lastKept = state.first() - 1 + random.nextInt(state.records().size() + 1);
      truncate(state, state.truncateAfter(lastKept), () -> log.truncateAfter(lastKept));
    } else if (choice < 82) {
      long firstKept = state.first() + random.nextInt(state.records().size() + 2);
      truncate(state, state.truncateBefore(firstKept), () -> log.truncateBefore(firstKept));
    } else if (choice < 84) {
      states.add(state.reset(1 + random.nextInt(500)));
      log.reset(last(states).first());
      durable(last(states));
    } else if (choice < 92) {
      votes.add(new Vote(last(votes).term() + 1, "n" + random.nextInt(3)));
      parts.vote.write(last(votes));
      votes.subList(0, votes.size() - 1).clear();
    } else if (choice < 96) {
      snapshot(parts.snapshots);
    } else {
      log.prepareSegment();
    }
  }

  private void truncate(LogModel before, LogModel after, Runnable change) {
    states.add(after);
    change.run();
    if (!after.matches(before)) {
      durable(after); // one that changes nothing writes nothing, so it proves nothing either
    }
  }

  private void append(SegmentedLog log, LogModel state) {
    var batch = new ArrayList<LogRecord>();
    long index = state.next();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      var data = new byte[random.nextInt(20) == 0 ? random.nextInt(12_000) : random.nextInt(700)];
      random.nextBytes(data);
      batch.add(new LogRecord(index++, 1 + random.nextInt(5), random.nextInt(3), data));
    }
    int files = disk.files().size();
    states.add(state.append(batch));
    log.append(batch);
    if (fsync == Fsync.SYNC) {
      durable(last(states));
    }
    reached = reached.and(new Reached(0, disk.files().size() > files ? 1 : 0, 0, 0));
  }

  private void snapshot(SnapshotFolder folder) {
    var content = new byte[random.nextInt(3000)];
    long index = last(snapshots) + 1;
    snapshots.add(index);
    try (var draft = folder.begin(new Meta(index, 1, new byte[] {(byte) index}))) {
      draft.sink().write(content, 0, content.length);
      draft.commit();
    } catch (java.io.IOException e) {
      throw new AssertionError("only the sink's signature says so", e);
    }
    snapshots.subList(0, snapshots.size() - 1).clear();
  }

  private void durable(LogModel state) {
    states.clear();
    states.add(state);
  }

  /**
   * The node must come up by itself, with one of the allowed states in each part, and stay as it
   * came up.
   */
  private void compare() {
    var before = disk.copy();
    var parts = open();
    var log = LogModel.of(parts.log);
    if (states.stream().noneMatch(log::matches)) {
      throw new AssertionError("found " + log + ", allowed " + states);
    }
    if (!before.files().isEmpty() && states.size() > 1 && log.matches(states.get(0))) {
      reached = reached.and(new Reached(0, 0, 1, 0));
    }
    durable(log);
    var vote = parts.vote.read();
    if (!votes.contains(vote)) {
      throw new AssertionError("found " + vote + ", allowed " + votes);
    }
    votes.clear();
    votes.add(vote);
    long snapshot =
        parts.snapshots.latest().map(each -> each.meta().lastIncludedIndex()).orElse(0L);
    if (!snapshots.contains(snapshot)) {
      throw new AssertionError("found snapshot " + snapshot + ", allowed " + snapshots);
    }
    snapshots.clear();
    snapshots.add(snapshot);
    presence = Presence.REQUIRED;
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }
}
