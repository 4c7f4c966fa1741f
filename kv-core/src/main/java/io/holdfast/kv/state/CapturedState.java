package io.holdfast.kv.state;

import io.holdfast.kv.log.AppliedState;
import io.holdfast.kv.watch.StateUsage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The whole state at one applied index. Immutable; may be written and hashed on any thread while
 * applying goes on, since the entries it refers to never change.
 */
public final class CapturedState implements AppliedState.Captured {
  private final long appliedIndex;
  private final long wallNanos;
  private final long leaseNanos;
  private final long incarnations;
  private final long quota;
  private final List<CapturedBucket> buckets;

  CapturedState(
      long appliedIndex,
      long wallNanos,
      long leaseNanos,
      long incarnations,
      long quota,
      List<CapturedBucket> buckets) {
    this.appliedIndex = appliedIndex;
    this.wallNanos = wallNanos;
    this.leaseNanos = leaseNanos;
    this.incarnations = incarnations;
    this.quota = quota;
    this.buckets = List.copyOf(buckets);
  }

  @Override
  public long appliedIndex() {
    return appliedIndex;
  }

  long wallNanos() {
    return wallNanos;
  }

  long leaseNanos() {
    return leaseNanos;
  }

  /** The greatest incarnation given so far. */
  long incarnations() {
    return incarnations;
  }

  /** Bytes that the state may take; {@link StateUsage#NO_QUOTA}: no limit. */
  long quota() {
    return quota;
  }

  /** In name order. */
  List<CapturedBucket> buckets() {
    return buckets;
  }

  @Override
  public void writeTo(OutputStream sink) throws IOException {
    new SnapshotWriter(sink).write(this);
  }

  /**
   * A hash of everything in it: equal on all replicas that applied the same log up to this index.
   */
  public long hash() {
    var hash = new HashingStream();
    try {
      writeTo(hash);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return hash.value();
  }

  /** Hashes what is written to it, 8 bytes at a time. */
  private static final class HashingStream extends OutputStream {
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private long state = 1;
    private long word;
    private long length;

    @Override
    public void write(int octet) {
      word = word << 8 | (octet & 0xff);
      if (++length % Long.BYTES == 0) {
        mix(word);
      }
    }

    @Override
    public void write(byte[] source, int offset, int count) {
      for (int i = offset; i < offset + count; i++) {
        write(source[i]);
      }
    }

    long value() {
      mix(word);
      mix(length);
      return state;
    }

    private void mix(long next) {
      long mixed = (state ^ next) * PRIME;
      state = mixed ^ mixed >>> 29;
    }
  }
}
