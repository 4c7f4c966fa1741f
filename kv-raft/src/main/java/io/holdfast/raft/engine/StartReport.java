package io.holdfast.raft.engine;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.log.AppliedState;
import io.holdfast.raft.storage.DiskFullException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes everything on and keeps the first reason to stop, since the engine says only that it could
 * not start.
 */
final class StartReport implements Replica {
  private static final Logger logger = LoggerFactory.getLogger(StartReport.class);

  private final Replica replica;
  private final AtomicReference<@Nullable HoldfastException> firstCause = new AtomicReference<>();

  StartReport(Replica replica) {
    this.replica = replica;
  }

  HoldfastException failure(GroupSettings settings) {
    HoldfastException cause = firstCause.get();
    return cause != null
        ? cause
        : new UnavailableException(
            "the consensus engine did not start "
                + settings.self()
                + " of group '"
                + settings.group()
                + "'; is the same data directory open in this JVM? The log of com.alipay.sofa.jraft says more");
  }

  @Override
  public void apply(long index, long term, ByteBuffer entry, @Nullable Proposal own) {
    replica.apply(index, term, entry, own);
  }

  @Override
  public boolean refused(Proposal own) {
    return replica.refused(own);
  }

  @Override
  public void leading(long term) {
    replica.leading(term);
  }

  @Override
  public void notLeading() {
    replica.notLeading();
  }

  @Override
  public void following(Member leader, long term) {
    replica.following(leader, term);
  }

  @Override
  public void notFollowing() {
    replica.notFollowing();
  }

  @Override
  public void asked(byte[] request, Consumer<byte[]> answer) {
    replica.asked(request, answer);
  }

  @Override
  public AppliedState.Captured capture() {
    return replica.capture();
  }

  @Override
  public void snapshotTaken(long index, long bytes, Duration took) {
    replica.snapshotTaken(index, bytes, took);
  }

  @Override
  public void restore(InputStream snapshot) throws IOException {
    replica.restore(snapshot);
  }

  @Override
  public void stopped(HoldfastException cause) {
    firstCause.compareAndSet(null, cause);
    try {
      replica.stopped(cause);
    } catch (RuntimeException e) {
      // What the owner makes of it must not end the thread that others still wait for.
      logger.error("Whoever was told that the node stops failed", e);
    }
  }

  @Override
  public void diskFull(DiskFullException cause) {
    replica.diskFull(cause);
  }

  @Override
  public void diskHasRoom() {
    replica.diskHasRoom();
  }
}
