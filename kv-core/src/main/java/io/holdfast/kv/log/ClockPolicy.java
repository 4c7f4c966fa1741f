package io.holdfast.kv.log;

import java.time.Duration;

/**
 * How every log counts lease time, so that a lease ends alike on each of them.
 *
 * <p>A longer step would charge more of a pause to leases, and a shorter one lets time fall behind
 * on a busy machine, where a tick comes late: with these, ticks may be 450 ms late for ever and no
 * time is lost (guarantee G26), and one pause costs a lease of 1 s or more, renewed at a third of
 * its time, never its life (guarantee G25).
 */
public final class ClockPolicy {
  /**
   * How often time is stamped, and looked whether something expires: expiry comes at most this
   * late, scheduling aside.
   */
  public static final Duration TICK = Duration.ofMillis(50);

  /** A longer pause of the process is charged to leases only this far. */
  public static final Duration LONGEST_STEP = TICK.multipliedBy(10);

  private ClockPolicy() {}
}
