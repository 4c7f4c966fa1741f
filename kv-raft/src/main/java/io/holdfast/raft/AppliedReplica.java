package io.holdfast.raft;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.CommandBatch;
import io.holdfast.kv.command.CommandCodec;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.log.AppliedState;
import io.holdfast.raft.engine.Member;
import io.holdfast.raft.engine.Proposal;
import io.holdfast.raft.engine.Replica;
import io.holdfast.raft.storage.DiskFullException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies what the group commits to the state, and answers the batches that came from this node.
 * The state is touched in the {@link ApplyTurn} only; what other threads read besides is volatile.
 */
final class AppliedReplica implements Replica {
  /** Answers what other nodes ask; see {@link Replica#asked}. */
  @FunctionalInterface
  interface Questions {
    void asked(byte[] request, Consumer<byte[]> answer);
  }

  private static final Logger logger = LoggerFactory.getLogger(AppliedReplica.class);

  private final AppliedState state;
  private final LeaderClock clock;
  private final Batcher batcher;
  private final Forwarder forwarder;
  private final boolean hasPeers;
  private final Questions questions;
  private final SnapshotRule snapshots;
  private final StorageListener listener;
  private final Consumer<? super HoldfastException> onStop;
  private final ApplyTurn turn = new ApplyTurn();
  private final AtomicBoolean full = new AtomicBoolean();
  private final CompletableFuture<Void> serving = new CompletableFuture<>();

  private volatile LeaseTime nextDeadline = LeaseTime.NEVER;

  /** The term this node leads in; 0: it does not lead. */
  private volatile long leadingTerm;

  /**
   * @param hasPeers whether there are others to lead or to follow; alone, it forwards nothing
   * @param questions answers what other nodes ask
   */
  AppliedReplica(
      AppliedState state,
      LeaderClock clock,
      Batcher batcher,
      Forwarder forwarder,
      boolean hasPeers,
      Questions questions,
      SnapshotRule snapshots,
      StorageListener listener,
      Consumer<? super HoldfastException> onStop) {
    this.state = state;
    this.clock = clock;
    this.batcher = batcher;
    this.forwarder = forwarder;
    this.hasPeers = hasPeers;
    this.questions = questions;
    this.snapshots = snapshots;
    this.listener = listener;
    this.onStop = onStop;
  }

  /**
   * Completes when this node leads for the first time, everything older applied; fails when it
   * stops before.
   */
  CompletableFuture<Void> serving() {
    return serving;
  }

  /**
   * The term in which something is to expire by the given lease time; 0: nothing, or not by this
   * node.
   */
  long termOfExpiryDue(LeaseTime now) {
    return nextDeadline.compareTo(now) <= 0 ? leadingTerm : 0;
  }

  /** Whether this node leads in {@code term}. */
  boolean leadsIn(long term) {
    return term != 0 && leadingTerm == term;
  }

  /** Whether this node leads, and has applied every entry of earlier terms. */
  boolean leads() {
    return leadingTerm != 0;
  }

  <T> CompletableFuture<T> look(Supplier<T> look) {
    return turn.look(look);
  }

  @Override
  public void apply(long index, long term, ByteBuffer entry, @Nullable Proposal own) {
    OwnBatch mine = own instanceof OwnBatch known ? known : null;
    CommandBatch content = mine != null ? mine.content() : CommandCodec.decode(entry);
    var header = new EntryHeader(index, term, content.wall(), content.lease());
    LeaseTime deadlineBefore = nextDeadline;
    List<Outcome> outcomes =
        turn.apply(
            () -> {
              var made = state.apply(header, content.commands());
              nextDeadline = state.nextDeadline();
              return made;
            });
    snapshots.applied(entry.remaining());
    if (hasPeers) {
      forwarder.applied(term, content.origin(), outcomes);
    }
    if (mine != null) {
      batcher.applied(mine.batch(), outcomes);
      goOnExpiring(content, outcomes, deadlineBefore);
    }
  }

  /**
   * More may be due than one entry expires; the next one comes behind the commands that wait, so
   * that a wave of expiries does not hold them up.
   */
  private void goOnExpiring(CommandBatch content, List<Outcome> outcomes, LeaseTime before) {
    int last = outcomes.size() - 1;
    long term = leadingTerm;
    if (term != 0
        && last >= 0
        && content.commands().get(last) instanceof Command.Expire
        && outcomes.get(last) instanceof Outcome.Advanced advanced
        && advanced.leavesMoreDue(before, nextDeadline, content.lease())) {
      batcher.submitLast(Command.Expire.in(term));
    }
  }

  @Override
  public boolean refused(Proposal own) {
    OwnBatch mine = (OwnBatch) own;
    CommandBatch content = mine.content();
    List<Outcome> outcomes = turn.apply(() -> state.refusals(content.lease(), content.commands()));
    if (outcomes == null) {
      return false;
    }
    batcher.applied(mine.batch(), outcomes);
    return true;
  }

  @Override
  public void leading(long term) {
    turn.apply(
        () -> {
          clock.resume(state.wallTime(), state.leaseTime());
          return term;
        });
    leadingTerm = term;
    batcher.lead(term);
    serving.complete(null);
    if (hasPeers) {
      // An entry of this term, by which followers learn what of earlier terms was never written.
      batcher.submitLast(Command.Expire.in(term));
    }
  }

  @Override
  public void notLeading() {
    leadingTerm = 0;
    batcher.follow();
  }

  @Override
  public void following(Member leader, long term) {
    forwarder.follow(leader, term);
    batcher.lead(term);
    logger.info("Follows {} in term {}", leader, term);
  }

  @Override
  public void notFollowing() {
    forwarder.followNobody();
    batcher.follow();
  }

  @Override
  public void asked(byte[] request, Consumer<byte[]> answer) {
    questions.asked(request, answer);
  }

  @Override
  public AppliedState.Captured capture() {
    long began = System.nanoTime();
    AppliedState.Captured captured = turn.apply(state::capture);
    listener.captured(Duration.ofNanos(System.nanoTime() - began));
    return captured;
  }

  @Override
  public void snapshotTaken(long index, long bytes, Duration took) {
    logger.info(
        "A snapshot of everything up to entry {} was taken: {} bytes in {} ms",
        index,
        bytes,
        took.toMillis());
    snapshots.taken(bytes);
    listener.snapshotTaken(new SnapshotReport(index, bytes, took));
  }

  @Override
  public void restore(InputStream snapshot) throws IOException {
    try {
      turn.apply(
          () -> {
            read(snapshot);
            nextDeadline = state.nextDeadline();
            return nextDeadline;
          });
      forwarder.restored();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void read(InputStream snapshot) {
    try {
      state.restore(snapshot);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stopped(HoldfastException cause) {
    onStop.accept(cause);
    serving.completeExceptionally(cause);
  }

  @Override
  public void diskFull(DiskFullException cause) {
    batcher.pause(cause);
    if (full.compareAndSet(false, true)) {
      logger.warn(
          "The disk is full: writes are refused until there is space, reads go on: {}",
          cause.getMessage());
      listener.diskFull(true);
    }
  }

  @Override
  public void diskHasRoom() {
    batcher.resume();
    if (full.compareAndSet(true, false)) {
      logger.info("The disk has space again: writes are taken as before");
      listener.diskFull(false);
    }
  }
}
