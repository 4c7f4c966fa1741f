package io.holdfast.raft.engine;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.raft.storage.LogRecord;
import io.holdfast.raft.storage.VoteFile.Vote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group whose only voter is this node, and always has been: what its own disk holds durably, a
 * majority holds. So one thread does everything in turn, without the engine: it appends an entry,
 * applies it and answers it, and the next one fills meanwhile.
 *
 * <p>It leaves on the disk what the engine would leave: the vote of a term before any entry of it,
 * a configuration at the start of each term, the same snapshots. So either can go on from the
 * other's files, and a group that is to grow is opened with the engine.
 *
 * <p>Thread-safe. Tasks run on {@link #thread}, one at a time and in order; what is not final is
 * confined to them.
 */
final class SoleGroup implements ConsensusGroup {
  private static final Logger logger = LoggerFactory.getLogger(SoleGroup.class);

  /** How long {@link #close} waits; a hung disk may hold the thread for ever. */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final Member self;
  private final GroupStorage storage;
  private final GuardedLog log;
  private final StartReport replica;
  private final SoleSnapshots snapshots;
  private final HandOver tasks = new HandOver();
  private final Thread thread = new Thread(this::run, "holdfast-log");

  /** The last entry, which is durable and applied. */
  private long last;

  /** The term this node leads in; 0 before it leads, and after a failure. */
  private long term;

  private volatile boolean closed;

  private SoleGroup(
      GroupSettings settings, GroupStorage storage, Executor background, Replica replica) {
    this.self = settings.self();
    this.storage = storage;
    this.replica = new StartReport(replica);
    this.log = new GuardedLog(storage.log(), this.replica);
    this.snapshots =
        new SoleSnapshots(
            self,
            storage,
            log,
            background,
            this.replica,
            new SoleSnapshots.Group() {
              @Override
              public void step(Consumer<SoleSnapshots.Place> step, Runnable late) {
                give(() -> step.accept(here()), late);
              }

              @Override
              public void stop(String what, Throwable cause) {
                SoleGroup.this.stop(what, cause);
              }
            });
    thread.setDaemon(true);
  }

  /** See {@link ConsensusGroup#open}. The files must know no other voter. */
  static SoleGroup open(
      GroupSettings settings, GroupStorage storage, Executor background, Replica replica) {
    var group = new SoleGroup(settings, storage, background, replica);
    group.thread.start();
    return group;
  }

  private void run() {
    try {
      begin();
    } catch (RuntimeException | IOException | Error e) {
      stop("it could not begin", e);
    }
    for (Runnable task = tasks.take(); task != null; task = tasks.take()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        term = 0;
        stop("a step failed unexpectedly", e);
      }
    }
  }

  private void begin() throws IOException {
    restore();
    // Durable before anything of that term is: an older vote is told by that (guarantee G13).
    long next = storage.vote().read().term() + 1;
    storage.vote().write(new Vote(next, self.peer().toString()));
    replay();
    if (log.append(() -> List.of(EntryForm.configuration(last + 1, next, self.peer())))) {
      last++;
      term = next;
      replica.leading(next);
    }
  }

  private void restore() throws IOException {
    var latest = storage.snapshots().latest().orElse(null);
    if (latest == null) {
      return;
    }
    try (var content = latest.content()) {
      replica.restore(content);
    }
    last = latest.meta().lastIncludedIndex();
    snapshots.restored(last);
    if (storage.log().lastIndex() < last) {
      // Under relaxed durability the snapshot may have reached the disk, and the log's end not.
      log.reset(last + 1);
    }
  }

  private void replay() {
    for (long end = storage.log().lastIndex(); last < end; last++) {
      LogRecord found = storage.log().read(last + 1);
      if (found == null) {
        throw new IllegalStateException("the log does not hold entry " + (last + 1));
      }
      if (found.kind() == EntryForm.DATA) {
        replica.apply(found.index(), found.term(), ByteBuffer.wrap(found.data()), null);
      }
    }
  }

  @Override
  public void propose(long expectedTerm, byte[] entry, Proposal proposal) {
    give(() -> write(expectedTerm, entry, proposal));
  }

  private void give(Runnable task) {
    if (tasks.give(task)) {
      LockSupport.unpark(thread);
    }
  }

  /** The same where {@code late} ends what nobody may take any more. */
  private void give(Runnable task, Runnable late) {
    if (tasks.give(task, late)) {
      LockSupport.unpark(thread);
    }
  }

  private void write(long expectedTerm, byte[] entry, Proposal proposal) {
    if (term == 0 || term != expectedTerm || closed) {
      proposal.failed(
          () ->
              new UnavailableException(
                  "not written: "
                      + self
                      + " does not lead in term "
                      + expectedTerm
                      + "; try again"));
      return;
    }
    try {
      if (replica.refused(proposal)) {
        // Everything before is applied and durable, so the answer is final without a place in the
        // log.
        proposal.committed();
        return;
      }
    } catch (RuntimeException | Error e) {
      stop("what would be refused could not be found out", e);
      fail(proposal, "the node stops");
      return;
    }
    if (!log.append(() -> List.of(new LogRecord(last + 1, term, EntryForm.DATA, entry)))) {
      fail(proposal, "the log could not be written");
      return;
    }
    last++;
    try {
      replica.apply(last, term, ByteBuffer.wrap(entry), proposal);
    } catch (RuntimeException | Error e) {
      stop("entry " + last + " could not be applied", e);
      fail(proposal, "it could not be applied");
      return;
    }
    // Only now: what has come meanwhile shares the next entry.
    proposal.committed();
  }

  private void fail(Proposal proposal, String why) {
    term = 0;
    proposal.failed(
        () ->
            new IndeterminateException(
                "it is not known whether the commands took effect: "
                    + why
                    + "; read back before deciding"));
  }

  @Override
  public void ask(Member peer, byte[] request, Duration timeout, PeerAnswer answer) {
    answer.notSent("this node is alone in its group");
  }

  @Override
  public boolean isSoleVoter() {
    return true;
  }

  @Override
  public void confirmReads(ReadConfirmation confirmation) {
    give(
        () -> {
          if (term != 0) {
            confirmation.confirmed();
          } else {
            confirmation.failed(
                () ->
                    new UnavailableException(
                        "the read could not be confirmed: " + self + " has stopped"));
          }
        },
        () ->
            confirmation.failed(
                () -> new UnavailableException("the store is closing; open it again to read")));
  }

  @Override
  public void takeSnapshot(Runnable done) {
    give(() -> snapshots.capture(here(), done), done);
  }

  @Override
  public void makeRoom(Runnable done) {
    Runnable cut = () -> give(() -> snapshots.cutToNewest(here(), done), done);
    give(() -> snapshots.capture(here(), cut), cut);
  }

  private SoleSnapshots.Place here() {
    return new SoleSnapshots.Place(last, term != 0, closed);
  }

  private void stop(String what, Throwable cause) {
    replica.stopped(
        cause instanceof HoldfastException known
            ? known
            : new UnavailableException("the node stops, since " + what + ": " + cause, cause));
  }

  @Override
  public void close() {
    closed = true;
    log.stopWaiting();
    if (tasks.close()) {
      LockSupport.unpark(thread);
    }
    boolean interrupted = false;
    long end = System.nanoTime() + CLOSE_WAIT.toNanos();
    while (isBusy() && System.nanoTime() - end < 0) {
      try {
        if (thread != Thread.currentThread()) {
          thread.join(1 + TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
        }
        snapshots.awaitSaved(1 + end - System.nanoTime());
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (TimeoutException | ExecutionException e) {
        logger.debug("A snapshot is still being written", e);
      }
    }
    if (isBusy()) {
      logger.warn(
          "The disk is still busy for {} after {}; daemon threads are left behind",
          self,
          CLOSE_WAIT);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The thread itself may close, told of a fault: it ends once it has returned from here. */
  private boolean isBusy() {
    return (thread != Thread.currentThread() && thread.isAlive()) || snapshots.areSaving();
  }
}
