package io.holdfast.raft.engine;

import io.holdfast.kv.HoldfastException;
import io.holdfast.raft.link.PeerLink;
import java.time.Duration;
import java.util.concurrent.Executor;

/** One node's membership in a consensus group. Thread-safe. */
public sealed interface ConsensusGroup extends AutoCloseable permits EngineGroup, SoleGroup {
  /** A way to join a group; {@link ConsensusGroup#open} is the one to use. */
  @FunctionalInterface
  interface Opener {
    /** See {@link ConsensusGroup#open}. */
    ConsensusGroup open(
        GroupSettings settings,
        GroupStorage storage,
        PeerLink link,
        Executor background,
        Replica replica);
  }

  /**
   * Starts the node: restores the newest snapshot into {@code replica}, then takes part in the
   * group. {@link Replica#leading} tells when it leads.
   *
   * <p>A node that has been the only voter in every configuration that its log and its snapshot
   * know needs nobody's consent: it works on the same files without the engine, which can take over
   * from there when the group is to grow.
   *
   * @param background writes snapshots; the replica is told of everything else by the group's
   *     threads
   * @throws HoldfastException when the node cannot start, with what the replica was told as its
   *     cause
   */
  static ConsensusGroup open(
      GroupSettings settings,
      GroupStorage storage,
      PeerLink link,
      Executor background,
      Replica replica) {
    EngineMessages.quiet();
    storage.snapshots().requireCovers(storage.log().firstIndex());
    return SoleVoter.of(settings, storage).holds()
        ? SoleGroup.open(settings, storage, background, replica)
        : EngineGroup.open(settings, storage, link, background, replica);
  }

  /**
   * Asks for an entry in the given term. Never waits; proposals under way must be bounded, far
   * below the engine's queue.
   */
  void propose(long term, byte[] entry, Proposal proposal);

  /**
   * Asks another node of the group something that its {@link Replica#asked} answers. Never waits.
   * What is asked of one node arrives in the order it was asked.
   */
  void ask(Member peer, byte[] request, Duration timeout, PeerAnswer answer);

  /**
   * Whether nobody but this node has had a vote since the group began, as far back as its log and
   * snapshot tell: then nobody else can have acknowledged anything, and no quorum need be asked.
   */
  boolean isSoleVoter();

  /**
   * Finds out whether a quorum confirms, after this call, that this node still leads (or who does),
   * and waits until this replica has applied everything committed by then.
   */
  void confirmReads(ReadConfirmation confirmation);

  /**
   * Takes a snapshot, unless one is under way, and cuts the log behind it once it is durable.
   * {@code done} runs after, whatever happens.
   */
  void takeSnapshot(Runnable done);

  /**
   * Takes a snapshot, where there is anything new and space for one, and cuts the log right up to
   * the newest (guarantee G15). {@code done} runs after.
   */
  void makeRoom(Runnable done);

  /**
   * Leaves: ends this node's threads within a few seconds, or says that it could not. Idempotent.
   */
  @Override
  void close();
}
