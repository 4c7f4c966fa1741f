package io.holdfast.raft.engine;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.NodeManager;
import com.alipay.sofa.jraft.RaftServiceFactory;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.option.ReadOnlyOption;
import com.alipay.sofa.jraft.rpc.RaftServerService;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import io.holdfast.kv.UnavailableException;
import io.holdfast.raft.link.PeerLink;
import io.holdfast.raft.storage.SnapshotFolder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group that the engine runs: one that has, or once had, more voters than this node. Thread-safe.
 *
 * <p>The engine keeps some thread pools per JVM, made at first use and shared by all groups. They
 * have daemon threads only and outlive every group.
 */
public final class EngineGroup implements ConsensusGroup {
  private static final Logger logger = LoggerFactory.getLogger(EngineGroup.class);
  private static final String NODE_CLASS = "com.alipay.sofa.jraft.core.NodeImpl";
  private static final byte[] NO_CONTEXT = new byte[0];

  /** How long {@link #close} waits for the engine's threads; a hung disk may hold one for ever. */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final Node node;
  private final PeerId self;
  private final EngineLog log;
  private final SoleVoter sole;
  private final SnapshotFolder snapshots;
  private final PeerLink link;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EngineGroup(
      Node node,
      PeerId self,
      EngineLog log,
      SoleVoter sole,
      SnapshotFolder snapshots,
      PeerLink link) {
    this.node = node;
    this.self = self;
    this.log = log;
    this.sole = sole;
    this.snapshots = snapshots;
    this.link = link;
  }

  /** See {@link ConsensusGroup#open}; a group of one elects itself at once. */
  public static EngineGroup open(
      GroupSettings settings,
      GroupStorage storage,
      PeerLink link,
      Executor background,
      Replica replica) {
    EngineMessages.quiet();
    storage.snapshots().requireCovers(storage.log().firstIndex());
    var start = new StartReport(replica);
    PeerId self = settings.self().peer();
    var sole = SoleVoter.of(settings, storage);
    var log = new EngineLog(storage.log(), start, sole);
    var services =
        new EngineServices(
            log,
            new EngineVote(storage.vote(), start),
            new EngineSnapshots(storage.snapshots(), sole, settings.self()));
    var options = EngineOptions.of(settings, services, link, new EngineReplica(start, background));
    // Never taken back: other groups of this JVM may have a node of the same number.
    NodeManager.getInstance().addAddress(self.getEndpoint());
    loadEngine();
    Node node = RaftServiceFactory.createRaftNode(settings.group(), self);
    var group = new EngineGroup(node, self, log, sole, storage.snapshots(), link);
    if (!node.init(options)) {
      group.close();
      throw start.failure(settings);
    }
    link.serve(
        new EngineRequests(
            (RaftServerService) node, new SnapshotChunks(storage.snapshots()), start));
    settings.founders().forEach(each -> link.isConnected(each.peer().getEndpoint()));
    return group;
  }

  private static void loadEngine() {
    try {
      QuietSignals.load(NODE_CLASS);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "the consensus engine is not on the class path: " + NODE_CLASS, e);
    }
  }

  @Override
  public void propose(long term, byte[] entry, Proposal proposal) {
    var task = new Task(ByteBuffer.wrap(entry), new ProposalClosure(proposal), term);
    try {
      node.apply(task);
    } catch (IllegalStateException e) {
      // The engine has told the closure already, or will.
      logger.debug("The group is closing", e);
    }
  }

  @Override
  public void ask(Member peer, byte[] request, Duration timeout, PeerAnswer answer) {
    try {
      link.send(
          peer.peer().getEndpoint(),
          BytesValue.of(ByteString.copyFrom(request)),
          (reply, failure) -> {
            if (reply instanceof BytesValue bytes) {
              answer.answered(bytes.getValue().toByteArray());
            } else {
              answer.lost(String.valueOf(failure == null ? reply : failure.getMessage()));
            }
          },
          timeout);
    } catch (RemotingException e) {
      answer.notSent(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public boolean isSoleVoter() {
    return sole.holds();
  }

  @Override
  public void confirmReads(ReadConfirmation confirmation) {
    try {
      node.readIndex(
          ReadOnlyOption.ReadOnlySafe,
          NO_CONTEXT,
          new ReadIndexClosure() {
            @Override
            public void run(Status status, long index, byte[] context) {
              if (status.isOk()) {
                confirmation.confirmed();
              } else {
                confirmation.failed(() -> EngineFailures.ofRead(status));
              }
            }
          });
    } catch (IllegalStateException e) {
      // The engine tells the closure as well; the first answer counts.
      confirmation.failed(
          () -> new UnavailableException("the store is closing; open it again to read", e));
    }
  }

  @Override
  public void takeSnapshot(Runnable done) {
    try {
      node.snapshot(
          status -> {
            if (!status.isOk()) {
              logger.info("No snapshot was taken: {}", status);
            }
            done.run();
          });
    } catch (RuntimeException | Error e) {
      logger.error("No snapshot was taken: the engine could not begin", e);
      done.run();
    }
  }

  @Override
  public void makeRoom(Runnable done) {
    try {
      node.snapshot(
          taken -> {
            if (taken.isOk()) {
              cutToNewest(done);
            } else {
              logger.info("The log was not cut: {}", taken);
              done.run();
            }
          });
    } catch (RuntimeException | Error e) {
      logger.error("The log was not cut: the engine could not begin", e);
      done.run();
    }
  }

  /**
   * The engine keeps what lies between a snapshot and the one before. Asked again, it cuts to the
   * newest when there is nothing new, and else to what was the newest.
   */
  private void cutToNewest(Runnable done) {
    long index = snapshots.latest().map(each -> each.meta().lastIncludedIndex()).orElse(0L);
    node.snapshot(
        cut -> {
          if (cut.isOk()) {
            log.givenUpBefore(index + 1);
          }
          done.run();
        });
  }

  /**
   * Leaves: ends the engine's threads of this node within {@link #CLOSE_WAIT}, or says that it
   * could not. Idempotent.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    log.stopWaiting();
    var gone = new CompletableFuture<Void>();
    Closure shutdown = status -> gone.complete(null);
    node.shutdown(shutdown);
    var joiner = new Thread(() -> join(gone), "holdfast-raft-close");
    joiner.setDaemon(true);
    joiner.start();
    awaitEnd(joiner);
  }

  private void join(CompletableFuture<Void> gone) {
    try {
      gone.get(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      node.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      logger.warn("Node {} has not shut down after {}", self, CLOSE_WAIT);
    }
  }

  private void awaitEnd(Thread joiner) {
    boolean interrupted = false;
    long end = System.nanoTime() + CLOSE_WAIT.toNanos();
    while (joiner.isAlive()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        logger.warn(
            "Threads of node {} are still busy after {}; they are daemons and are left behind",
            self,
            CLOSE_WAIT);
        break;
      }
      try {
        joiner.join(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
