package io.holdfast.net.remote;

import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.net.remote.ConsumerRequest.Policy;
import io.holdfast.net.remote.Streams.Standing;

/**
 * How far a watch has come, and from where it goes on (guarantees G20 to G22). Confined to the
 * watch's mailbox, but for {@link #revision}.
 */
final class WatchPosition {
  private final Start start;

  /** Everything matching up to here has been delivered; 0 before a listing's first entry. */
  private volatile long revision;

  private long incarnation = -1;
  private boolean listing;
  private boolean synced;

  WatchPosition(Start start) {
    this.start = start;
  }

  long revision() {
    return revision;
  }

  boolean synced() {
    return synced;
  }

  /**
   * Where to begin, or to go on, in a bucket that stands so; true when what was seen so far has to
   * be forgotten.
   */
  boolean arrive(Standing standing) {
    if (incarnation < 0) {
      incarnation = standing.incarnation();
      begin(standing);
      return start instanceof Start.From && lost(standing);
    }
    return isOvertaken(standing);
  }

  /** Whether a bucket that stands so is another, or has lost what comes next. */
  boolean isOvertaken(Standing standing) {
    return incarnation != standing.incarnation() || (!freshListing() && lost(standing));
  }

  private void begin(Standing standing) {
    if (start instanceof Start.From from) {
      revision = Math.max(0, from.revision() - 1);
    } else if (start instanceof Start.Updates) {
      revision = standing.lastRevision();
    } else {
      listing = true;
    }
  }

  /** Forgets what was seen and lists the newest entries. */
  void relist(Standing standing) {
    incarnation = standing.incarnation();
    revision = 0;
    listing = true;
    synced = false;
  }

  private boolean lost(Standing standing) {
    return revision < standing.traceFloor();
  }

  private boolean freshListing() {
    return listing && !synced && revision == 0;
  }

  /**
   * How a consumer that goes on from here begins; {@link Policy#FROM} begins after {@link
   * #revision}.
   */
  Policy policy(boolean relisted) {
    if (!freshListing()) {
      return Policy.FROM;
    }
    return start instanceof Start.History && !relisted ? Policy.ALL : Policy.LATEST;
  }

  /** An entry was delivered, or everything up to {@code reached} is known to be. */
  void advance(long reached) {
    if (reached > revision) {
      revision = reached;
    }
  }

  /** The initial state is complete. */
  void sync() {
    synced = true;
  }

  long incarnation() {
    return incarnation;
  }
}
