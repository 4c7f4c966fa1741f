package io.holdfast.raft.engine;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.log.AppliedState;
import io.holdfast.raft.storage.DiskFullException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a group drives on one node. {@link #apply}, {@link #refused}, {@link #leading}, {@link
 * #notLeading}, {@link #following}, {@link #notFollowing}, {@link #capture} and {@link #restore}
 * are called by one thread, the group's apply thread; the others by any.
 */
public interface Replica {
  /**
   * Applies a committed entry; entries come in the order of their indexes, each once after a start.
   *
   * @param own the proposal when this node made the entry and still knows it
   * @throws RuntimeException when the entry cannot be applied on this node, which then stops
   */
  void apply(long index, long term, ByteBuffer entry, @Nullable Proposal own);

  /**
   * Answers a proposal as it is, without an entry, when the state that everything acknowledged has
   * been applied to would refuse all of it; true when it has been answered. For a group that has
   * nothing under way and nobody to ask.
   */
  boolean refused(Proposal own);

  /** This node leads from now on, and has applied every entry of earlier terms. */
  void leading(long term);

  /** This node no longer leads. */
  void notLeading();

  /** {@code leader} leads in {@code term} as far as this node knows, which follows it. */
  void following(Member leader, long term);

  /** This node knows of nobody to follow any more. */
  void notFollowing();

  /**
   * Another node asks something by {@link ConsensusGroup#ask}. What one node asks comes one at a
   * time and in order, on a thread of the link's.
   *
   * @param answer takes the answer, once, on any thread
   */
  void asked(byte[] request, Consumer<byte[]> answer);

  /** Captures the state as of the last applied entry. */
  AppliedState.Captured capture();

  /** What was captured last is durable, with so many bytes of state, which took so long. */
  void snapshotTaken(long index, long bytes, Duration took);

  /** Replaces the state by that of a snapshot. */
  void restore(InputStream snapshot) throws IOException;

  /**
   * The node can go on no more. Called before anything that depends on the failed step leaves the
   * group.
   */
  void stopped(HoldfastException cause);

  /**
   * Entries wait because the disk is full; nothing is lost, and they will be written when there is
   * space.
   */
  void diskFull(DiskFullException cause);

  /** The disk has space again, and what waited is written. */
  void diskHasRoom();
}
