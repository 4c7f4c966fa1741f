package io.holdfast.locks;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Names;
import io.holdfast.kv.time.DurationText;
import io.holdfast.kv.time.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Locks} is to work. Immutable, so thread-safe, and good for several of them; start
 * from {@link #on}. Each setting refuses what is out of its range with an {@link
 * InvalidArgumentException}.
 */
public final class LocksOptions {
  private static final Duration SHORTEST_TTL = Duration.ofMillis(100);

  private final Scheduler scheduler;
  private final String bucket;
  private final String owner;
  private final Duration leaseTtl;
  private final double safetyMargin;
  private final Duration closeTimeout;
  private final RandomGenerator random;
  private final @Nullable MeterRegistry meters;

  private LocksOptions(
      Scheduler scheduler,
      String bucket,
      String owner,
      Duration leaseTtl,
      double safetyMargin,
      Duration closeTimeout,
      RandomGenerator random,
      @Nullable MeterRegistry meters) {
    this.scheduler = scheduler;
    this.bucket = bucket;
    this.owner = owner;
    this.leaseTtl = leaseTtl;
    this.safetyMargin = safetyMargin;
    this.closeTimeout = closeTimeout;
    this.random = random;
    this.meters = meters;
  }

  /**
   * Every default, with time and threads from {@code scheduler}, which stays the caller's to close.
   */
  public static LocksOptions on(Scheduler scheduler) {
    return new LocksOptions(
        scheduler,
        "locks",
        "pid-" + ProcessHandle.current().pid(),
        Duration.ofSeconds(10),
        0.1,
        Duration.ofSeconds(5),
        new SecureRandom(),
        null);
  }

  /**
   * The bucket that holds leases, tickets and locks; created when missing. Default {@code locks}.
   */
  public LocksOptions bucket(String name) {
    return new LocksOptions(
        scheduler,
        Names.checkBucket(name),
        owner,
        leaseTtl,
        safetyMargin,
        closeTimeout,
        random,
        meters);
  }

  /**
   * A label for people that tells whose hold it is, at most 200 characters. Default: the process
   * id.
   */
  public LocksOptions owner(String label) {
    if (label.isEmpty() || label.length() > 200) {
      throw new InvalidArgumentException(
          "owner label must have 1 to 200 characters, got " + label.length());
    }
    return new LocksOptions(
        scheduler, bucket, label, leaseTtl, safetyMargin, closeTimeout, random, meters);
  }

  /**
   * How long the store keeps this process's lease after the last renewal, so how long others wait
   * when it dies. Renewed each third of it. At least 100 ms; shorter than your longest pause means
   * losing locks. Default 10 s.
   */
  public LocksOptions leaseTtl(Duration ttl) {
    if (ttl.compareTo(SHORTEST_TTL) < 0 || ttl.compareTo(Duration.ofDays(1)) > 0) {
      throw new InvalidArgumentException(
          "lease ttl must be 100 ms to one day, got " + DurationText.of(ttl));
    }
    return new LocksOptions(
        scheduler, bucket, owner, ttl, safetyMargin, closeTimeout, random, meters);
  }

  /**
   * The part of the time to live by which this process gives up before the store does, for clocks
   * that run at different rates: 0.02 to 0.5. Default 0.1.
   */
  public LocksOptions safetyMargin(double fraction) {
    if (!(fraction >= 0.02 && fraction <= 0.5)) {
      throw new InvalidArgumentException(
          "safety margin must be 0.02 to 0.5 of the lease ttl, got " + fraction);
    }
    return new LocksOptions(
        scheduler, bucket, owner, leaseTtl, fraction, closeTimeout, random, meters);
  }

  /**
   * How long {@code close()} of a client or of a hold waits for the store, zero or more; what it
   * has asked for goes on beyond that. Default 5 s.
   */
  public LocksOptions closeTimeout(Duration longest) {
    if (longest.isNegative()) {
      throw new InvalidArgumentException(
          "close time-out must not be negative, got " + DurationText.of(longest));
    }
    return new LocksOptions(
        scheduler, bucket, owner, leaseTtl, safetyMargin, longest, random, meters);
  }

  /**
   * Where ids and jitter come from. Ids must not repeat: two sources with one seed would make two
   * clients take each other's tickets for their own. {@code source} need not be thread-safe: it is
   * called by one thread at a time, however many clients are opened with these options, as long as
   * nobody else calls it. Default: secure random.
   */
  public LocksOptions random(RandomGenerator source) {
    return new LocksOptions(
        scheduler,
        bucket,
        owner,
        leaseTtl,
        safetyMargin,
        closeTimeout,
        new GuardedRandom(source),
        meters);
  }

  /**
   * Shows locks and leases in {@code registry}, which several clients may share. Default: nowhere,
   * at no cost.
   */
  public LocksOptions meters(MeterRegistry registry) {
    return new LocksOptions(
        scheduler,
        bucket,
        owner,
        leaseTtl,
        safetyMargin,
        closeTimeout,
        random,
        Objects.requireNonNull(registry));
  }

  /** Time and threads. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** See {@link #bucket(String)}. */
  public String bucket() {
    return bucket;
  }

  /** See {@link #owner(String)}. */
  public String owner() {
    return owner;
  }

  /** See {@link #leaseTtl(Duration)}. */
  public Duration leaseTtl() {
    return leaseTtl;
  }

  /** See {@link #safetyMargin(double)}. */
  public double safetyMargin() {
    return safetyMargin;
  }

  /** See {@link #closeTimeout(Duration)}. */
  public Duration closeTimeout() {
    return closeTimeout;
  }

  /** See {@link #random(RandomGenerator)}. Thread-safe, if what was handed in was not. */
  public RandomGenerator random() {
    return random;
  }

  /** See {@link #meters(MeterRegistry)}. */
  public Optional<MeterRegistry> meters() {
    return Optional.ofNullable(meters);
  }

  LockListener listener() {
    return meters == null ? LockListener.NONE : new GuardedListener(new LockMeters(meters));
  }
}
