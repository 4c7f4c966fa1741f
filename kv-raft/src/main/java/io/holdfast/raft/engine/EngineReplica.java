package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.LeaderChangeContext;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.log.AppliedState;
import io.holdfast.raft.storage.DiskFullException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our replica as the engine's state machine. Confined to the engine's apply thread, except for the
 * writing of snapshots, which runs on {@code background}.
 *
 * <p>Nothing is thrown at the engine: an entry that cannot be applied would be met again after
 * every restart, on every node. The node stops with the reason instead.
 */
final class EngineReplica extends StateMachineAdapter {
  private static final Logger logger = LoggerFactory.getLogger(EngineReplica.class);

  private final Replica replica;
  private final Executor background;

  EngineReplica(Replica replica, Executor background) {
    this.replica = replica;
    this.background = background;
  }

  @Override
  public void onApply(Iterator entries) {
    while (entries.hasNext()) {
      try {
        replica.apply(
            entries.getIndex(), entries.getTerm(), entries.getData(), own(entries.done()));
      } catch (RuntimeException | Error e) {
        stop("entry " + entries.getIndex() + " could not be applied", e);
        entries.setErrorAndRollback(
            1, new Status(RaftError.ESTATEMACHINE, "the node stops: %s", e.getMessage()));
        return;
      }
      entries.next();
    }
  }

  private static @Nullable Proposal own(@Nullable Closure closure) {
    return closure instanceof ProposalClosure own ? own.proposal() : null;
  }

  @Override
  public void onLeaderStart(long term) {
    replica.leading(term);
  }

  @Override
  public void onLeaderStop(Status status) {
    replica.notLeading();
  }

  @Override
  public void onStartFollowing(LeaderChangeContext context) {
    replica.following(Member.at(context.getLeaderId().getEndpoint()), context.getTerm());
  }

  @Override
  public void onStopFollowing(LeaderChangeContext context) {
    replica.notFollowing();
  }

  @Override
  public void onError(RaftException error) {
    replica.stopped(
        new UnavailableException(
            "consensus stopped on this node: " + error.getStatus() + "; restart the node", error));
  }

  @Override
  public void onSnapshotSave(SnapshotWriter writer, Closure done) {
    try {
      AppliedState.Captured state = replica.capture();
      background.execute(() -> save((EngineSnapshotWriter) writer, state, done));
    } catch (RuntimeException | Error e) {
      // The engine waits for every snapshot that it began, also when it closes.
      stop("a snapshot could not be taken", e);
      done.run(failure(e));
    }
  }

  private void save(EngineSnapshotWriter writer, AppliedState.Captured state, Closure done) {
    try {
      long began = System.nanoTime();
      long bytes = writer.write(state);
      replica.snapshotTaken(
          state.appliedIndex(), bytes, Duration.ofNanos(System.nanoTime() - began));
      done.run(Status.OK());
    } catch (DiskFullException e) {
      logger.warn("No snapshot was taken, and the log keeps growing: {}", e.getMessage());
      done.run(new Status(RaftError.ECANCELED, "the disk is full"));
    } catch (RuntimeException | IOException | Error e) {
      // Memory that ran out, too: without an answer no snapshot would ever be taken again.
      stop("a snapshot could not be written", e);
      done.run(failure(e));
    }
  }

  private static Status failure(Throwable cause) {
    return new Status(RaftError.EIO, "no snapshot was written: %s", cause.getMessage());
  }

  @Override
  public boolean onSnapshotLoad(SnapshotReader reader) {
    try (var content = ((EngineSnapshotReader) reader).content()) {
      replica.restore(content);
      return true;
    } catch (RuntimeException | IOException | Error e) {
      stop("the snapshot could not be read", e);
      return false;
    }
  }

  private void stop(String what, Throwable cause) {
    replica.stopped(
        cause instanceof HoldfastException known
            ? known
            : new UnavailableException("the node stops, since " + what + ": " + cause, cause));
  }
}
