package io.holdfast.raft;

import io.holdfast.kv.Capabilities.Durability;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.CommandBatch;
import io.holdfast.kv.command.CommandCodec;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.VitalCommands;
import io.holdfast.kv.log.AppliedState;
import io.holdfast.kv.log.ClockPolicy;
import io.holdfast.kv.log.CommandLog;
import io.holdfast.kv.time.Repeating;
import io.holdfast.raft.engine.ConsensusGroup;
import io.holdfast.raft.engine.ReadConfirmation;
import io.holdfast.raft.storage.StorageFaultException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log kept by a consensus group: commands are batched, made durable on a quorum, and applied in
 * one order.
 *
 * <p>A failing disk ends it (guarantee G16): inside the failing storage call, before anything that
 * depends on that call can leave the node, every command under way is answered as indeterminate,
 * and every later one as unavailable with the cause. A full disk does not end it: writes are
 * refused until there is space, reads go on (guarantee G15).
 *
 * <p>Thread-safe. Futures complete on the apply thread, on the engine's threads, or, for refusals,
 * on the caller's.
 */
public final class ReplicatedLog implements CommandLog {
  private static final Logger logger = LoggerFactory.getLogger(ReplicatedLog.class);

  /** Longer than a leader takes that is still there; what it took is told by its entry, anyway. */
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(2);

  private final LogSpec spec;
  private final LeaderClock clock;
  private final Batcher batcher;
  private final ReadFence fence = new ReadFence(this::isAlone, this::confirm);
  private final Forwarder forwarder;
  private final AppliedReplica replica;
  private final DiskRelief relief;
  private final Repeating ticks;
  private final BackgroundScrub scrub;
  private final StorageView view;
  private final Repeating samples;

  /** Null until {@link #join}: nothing is proposed, read or captured before. */
  private volatile @Nullable ConsensusGroup group;

  /** Guarded by this. */
  private boolean stopped;

  private final AtomicBoolean closed = new AtomicBoolean();

  private ReplicatedLog(LogSpec spec, AppliedState state) {
    this.spec = spec;
    var settings = spec.settings();
    this.clock = new LeaderClock(spec.scheduler().clock(), ClockPolicy.LONGEST_STEP);
    this.batcher =
        new Batcher(settings.batches(), spec.storage().log()::hasRoomAhead, this::propose);
    var snapshots =
        new SnapshotRule(settings.snapshotBytes(), settings.snapshotEntries(), this::takeSnapshot);
    this.forwarder =
        new Forwarder(
            batcher,
            (leader, request, answer) -> group().ask(leader, request, ASK_TIMEOUT, answer),
            this::catchUp,
            spec.scheduler().clock(),
            ThreadLocalRandom.current().nextLong());
    this.replica =
        new AppliedReplica(
            state,
            clock,
            batcher,
            forwarder,
            spec.hasPeers(),
            this::asked,
            snapshots,
            spec.listener(),
            this::stop);
    this.relief =
        new DiskRelief(
            spec.scheduler().clock(), spec.storage().log()::hasRoomAhead, this::makeRoom);
    this.ticks = new Repeating("let leases expire", spec.scheduler(), ClockPolicy.TICK, this::tick);
    this.view = new StorageView(spec.storage(), batcher);
    this.samples =
        new Repeating("measure the log", spec.scheduler(), StorageView.SAMPLED_EVERY, view::sample);
    this.scrub =
        new BackgroundScrub(
            spec.scheduler(), settings.scrub(), spec.storage()::scrub, spec.listener(), this::stop);
  }

  /**
   * Opens a log. Alone, it returns once everything it holds is applied to {@code state}; with
   * peers, it returns once it has joined them, since they may start later than this node.
   *
   * @throws HoldfastException when the node cannot start or does not lead in time; everything is
   *     closed then
   */
  static ReplicatedLog open(LogSpec spec, AppliedState state) {
    var log = new ReplicatedLog(spec, state);
    try {
      log.join();
    } catch (RuntimeException e) {
      spec.link().close();
      spec.storage().close();
      throw e;
    }
    try {
      if (!spec.hasPeers()) {
        log.awaitServing();
      }
      log.ticks.start();
      log.scrub.start();
      log.samples.start();
      spec.listener().opened(log.view);
      return log;
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /** Only now may others call: everything is in its place. */
  private void join() {
    spec.faults().to(this::stop);
    group =
        spec.opener()
            .open(spec.group(), spec.storage().forGroup(), spec.link(), spec.scheduler(), replica);
  }

  private ConsensusGroup group() {
    return Objects.requireNonNull(group, "the log has not joined its group");
  }

  private void awaitServing() {
    Duration wait = spec.settings().openWait();
    try {
      replica.serving().get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while opening " + spec.group().self(), e);
    } catch (TimeoutException e) {
      throw new UnavailableException(
          spec.group().self()
              + " did not lead its group within "
              + wait
              + "; the log may need longer to be applied",
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof HoldfastException known
          ? known
          : new UnavailableException("could not open " + spec.group().self(), e);
    }
  }

  @Override
  public CompletableFuture<Outcome> submit(Command command) {
    return told(batcher.submit(command));
  }

  @Override
  public CompletableFuture<Outcome> submit(Command command, long bytes) {
    return told(batcher.submit(command, bytes));
  }

  /** Tells the listener when {@code answer} is a refusal. */
  private CompletableFuture<Outcome> told(CompletableFuture<Outcome> answer) {
    if (answer.isCompletedExceptionally()) {
      CompletionStage<Outcome> refused = answer;
      refused.whenComplete(
          (none, why) -> {
            if (why instanceof HoldfastException known) {
              spec.listener().refused(known);
            }
          });
    }
    return answer;
  }

  @Override
  public Optional<HoldfastException> writeRefusal() {
    return Optional.ofNullable(batcher.refusal());
  }

  /**
   * The batcher's outlet: stamps the batch now that it is sealed, and asks the group for an entry.
   */
  private void propose(Batch batch) {
    spec.listener().batched(batch.size(), batch.bytes());
    if (spec.hasPeers() && !replica.leadsIn(batch.term())) {
      forwarder.send(batch);
      return;
    }
    var stamp = clock.stamp();
    var content = new CommandBatch(stamp.wall(), stamp.lease(), batch.commands());
    byte[] entry;
    try {
      entry = CommandCodec.encode(content);
    } catch (RuntimeException | Error e) {
      // Memory that ran out, most likely; nobody else has seen the batch.
      logger.error("A batch of {} commands was not written: no log entry of it", batch.size(), e);
      batcher.failed(
          batch,
          () -> new UnavailableException("nothing was written: no log entry could be made", e));
      return;
    }
    group().propose(batch.term(), entry, new OwnBatch(batcher, batch, content));
  }

  /** A read's confirmation brings what is committed; whether it succeeds does not matter here. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void catchUp() {
    fence.pass();
  }

  /** A follower asks for an entry. Its commands count among its own, and are bounded there. */
  private void asked(byte[] request, Consumer<byte[]> answer) {
    var asked = ForwardForm.request(request);
    boolean vital = asked.commands().stream().allMatch(VitalCommands::include);
    HoldfastException refusal = batcher.refusal(vital);
    if (!replica.leadsIn(asked.term()) || refusal != null) {
      String why =
          refusal == null ? "the node that was asked leads no more" : refusal.getMessage() + "";
      answer.accept(ForwardForm.encode(new ForwardForm.Reply.Refused(why)));
      return;
    }
    var stamp = clock.stamp();
    var content = new CommandBatch(stamp.wall(), stamp.lease(), asked.commands(), asked.origin());
    group().propose(asked.term(), CommandCodec.encode(content), new ForwardedBatch(answer));
  }

  @Override
  public CompletableFuture<Void> readBarrier() {
    return fence.pass();
  }

  /**
   * Whether what this node has applied is all that anybody has acknowledged: it leads, and nobody
   * else has had a vote. It answers its own writes after it has applied them.
   */
  private boolean isAlone() {
    return replica.leads() && group().isSoleVoter();
  }

  private void confirm(ReadConfirmation confirmation) {
    group().confirmReads(confirmation);
  }

  /** Runs {@code look} between two entries; see {@link ApplyTurn} for which thread that is. */
  @Override
  public <T> CompletableFuture<T> onApplyThread(Supplier<T> look) {
    return replica.look(look);
  }

  @Override
  public LeaseTime leaseNow() {
    return clock.lastLease();
  }

  @Override
  public Durability durability() {
    return spec.durability();
  }

  private void tick() {
    var now = clock.stamp();
    long term = replica.termOfExpiryDue(now.lease());
    if (term != 0) {
      batcher.submitLast(Command.Expire.in(term));
    }
    relief.look();
    if (spec.hasPeers()) {
      forwarder.giveUpOld();
    }
  }

  private void makeRoom(Runnable over) {
    spec.scheduler().execute(() -> group().makeRoom(over));
  }

  /**
   * Not on the apply thread, which the engine needs in order to begin. None is taken before this
   * node has joined, which it does while older entries are applied: one is due again soon.
   */
  private void takeSnapshot(Runnable over) {
    spec.scheduler()
        .execute(
            () -> {
              ConsensusGroup joined = group;
              if (joined == null) {
                over.run();
              } else {
                joined.takeSnapshot(over);
              }
            });
  }

  private void stop(HoldfastException cause) {
    if (closed.get() && !(cause instanceof StorageFaultException)) {
      // A step that outlasted the close finds the files closed, which is no fault of theirs.
      logger.debug("{} while it was closed", spec.group().self(), cause);
      return;
    }
    var reason = new StoreClosedException("the store has stopped: " + cause.getMessage(), cause);
    // Whoever sees a write refused finds reads refused, too.
    fence.close(reason);
    Runnable answers;
    // Two threads may meet a fault at once: neither goes on before all answers are withheld.
    synchronized (this) {
      if (stopped) {
        return;
      }
      stopped = true;
      answers = batcher.stop(reason);
    }
    logger.error("{} stops: {}", spec.group().self(), cause.getMessage(), cause);
    // First whoever may end the process, then the callers.
    try {
      spec.onFatal().accept(cause);
    } finally {
      answers.run();
    }
  }

  /** Waits a little for what is under way, then leaves the group and closes the disk. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    var reason = new StoreClosedException("the store is closed; open it again");
    ticks.close();
    scrub.close();
    samples.close();
    drain(reason);
    batcher.stop(reason).run();
    fence.close(reason);
    group().close();
    spec.link().close();
    spec.storage().close();
    spec.listener().closed();
  }

  private void drain(UnavailableException reason) {
    try {
      batcher.drain(reason, spec.settings().closeWait());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
