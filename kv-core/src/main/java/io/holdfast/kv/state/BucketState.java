package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketId;
import io.holdfast.kv.Entry;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.Republish;
import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.WallTime;
import io.holdfast.kv.watch.EntryTable;
import io.holdfast.kv.watch.KeyTrace;
import io.holdfast.kv.watch.Republication;
import io.holdfast.kv.watch.Republishing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One bucket: its entries with the indexes that only the apply thread uses. Its steps keep these
 * together; what may happen at all is decided before, by {@link AnsweredWrites}.
 */
final class BucketState {
  /**
   * Life of the marker of an owned key where the bucket does not say: long enough for every watcher
   * to see it.
   */
  private static final Ttl LEASE_MARKER_TTL = new Ttl(TimeUnit.SECONDS.toNanos(60));

  final BucketId id;
  final EntryTable table;
  final Ownership ownership;
  final KeyOrder order;
  final RememberedIds ids = new RememberedIds();
  final Expiry expiry;
  final AnsweredWrites writes;
  final Quota.Share share;
  final SourcePositions sources;

  private final Republishing republishing;
  private final WallTime created;
  private BucketConfig config;
  private long lastRevision;
  private String lastMessageId = "";

  /** The entry written last: the next one shares with it what is equal. */
  private @Nullable StoredEntry like;

  /** A bucket that has just been created. */
  BucketState(
      BucketId id, BucketConfig config, WallTime created, Quota quota, Republishing republishing) {
    this(config, created, new EntryTable(id, config, created.instant()), quota, republishing);
    count();
  }

  @SuppressWarnings("this-escape") // The parts keep the reference and do not use it yet.
  private BucketState(
      BucketConfig config,
      WallTime created,
      EntryTable table,
      Quota quota,
      Republishing republishing) {
    this.id = table.id();
    this.republishing = republishing;
    this.config = config;
    this.created = created;
    this.table = table;
    this.ownership = new Ownership(table);
    this.order = new KeyOrder(table);
    this.expiry = new Expiry(this);
    this.writes = new AnsweredWrites(this, new WriteCheck(this, new Room(this, quota)));
    this.share = quota.share();
    this.sources = new SourcePositions(this);
    share.configured(config);
  }

  /**
   * The bucket of a snapshot; {@code known}: the table that readers have of this life of the
   * bucket, if any.
   */
  static BucketState restore(
      CapturedBucket captured, @Nullable EntryTable known, Quota quota, Republishing republishing) {
    BucketConfig config = captured.config();
    var id = new BucketId(config.name(), captured.incarnation());
    var created = new WallTime(captured.createdWallNanos());
    EntryTable table =
        known != null && known.id().equals(id)
            ? known
            : new EntryTable(id, config, created.instant());
    table.restore(captured.entries(), config, captured.lastRevision(), captured.traceFloor());
    var bucket = new BucketState(config, created, table, quota, republishing);
    bucket.lastRevision = captured.lastRevision();
    bucket.lastMessageId = captured.lastMessageId();
    bucket.ids.restore(captured.foreign(), captured.clients());
    bucket.sources.restore(captured.sourcePositions());
    for (StoredEntry stored : captured.entries()) {
      bucket.expiry.written(stored);
      bucket.ownership.restored(stored);
    }
    bucket.count();
    return bucket;
  }

  /** The bucket as it is, for a snapshot. */
  CapturedBucket capture() {
    return new CapturedBucket(
        config,
        id.incarnation(),
        created.epochNanos(),
        lastRevision,
        lastMessageId,
        table.traceFloor(),
        sources.capture(),
        table.capture(),
        ids.captureForeign(),
        ids.captureClients());
  }

  BucketConfig config() {
    return config;
  }

  long lastRevision() {
    return lastRevision;
  }

  /** The foreign message id of the newest entry; empty: it has none. */
  String lastMessageId() {
    return lastMessageId;
  }

  /** The newest entry of {@code key}, marker or not. */
  @Nullable StoredEntry newest(String key) {
    return table.newest(key);
  }

  /** Performs a write that nothing speaks against. */
  Outcome.Written perform(Command.Write write, Moment now) {
    long first = lastRevision + 1;
    String messageId = write.id() instanceof MessageId.Foreign foreign ? foreign.id() : "";
    List<Operation> operations = write.operations();
    for (int i = 0; i < operations.size(); i++) {
      perform(operations.get(i), messageId, now);
    }
    settle(now);
    return new Outcome.Written(id.incarnation(), first, operations.size(), false);
  }

  private void perform(Operation operation, String messageId, Moment now) {
    lastMessageId = messageId;
    StoredEntry stored = store(NewEntry.of(operation), now);
    if (operation instanceof Operation.Put put && put.rollup() == Rollup.BUCKET) {
      removeBelow(stored.revision());
    }
  }

  /** Writes the marker of a key that expired. */
  void markExpired(String key, Moment now) {
    lastMessageId = "";
    var ttl = new Ttl(config.limitMarkerTtl().toNanos());
    store(NewEntry.marker(key, MarkerReason.EXPIRED, ttl), now);
  }

  /** Removes an entry without a marker, and with it what depended on it. */
  void remove(StoredEntry stored) {
    String key = stored.key();
    KeyTrace trace = table.trace(key);
    if (trace == null) {
      throw new IllegalStateException(
          "revision " + stored.revision() + " of bucket '" + id.name() + "' has no key");
    }
    boolean newest = trace.newest().revision() == stored.revision();
    KeyTrace left = table.remove(trace, stored);
    if (stored.ttl().isFinite()) {
      expiry.noteGone();
    }
    if (newest && stored.isLive()) {
      ownership.ended(stored);
    }
    if (left == null) {
      order.changed(key);
      table.loseTrace(stored, lastRevision);
    } else if (newest) {
      table.surface(stored);
      surface(left);
      order.changed(key);
    }
  }

  /**
   * Removes the keys whose leases ended, with markers, until no dead instance owns anything;
   * returns how many.
   */
  int cascade(Moment now) {
    int keys = 0;
    Duration marker = config.limitMarkerTtl();
    Ttl ttl = marker.isZero() ? LEASE_MARKER_TTL : new Ttl(marker.toNanos());
    for (LeaseRef lease = ownership.nextEnded(); lease != null; lease = ownership.nextEnded()) {
      for (String key : ownership.take(lease)) {
        lastMessageId = "";
        store(NewEntry.marker(key, MarkerReason.LEASE_ENDED, ttl), now);
        keys++;
      }
    }
    return keys;
  }

  /**
   * Ends a command: what is owned by the dead goes, a full bucket sheds its oldest, and all of it
   * becomes visible.
   */
  void settle(Moment now) {
    cascade(now);
    if (config.maxBytes() >= 0 && !config.flags().discardNew()) {
      while (table.bytes() > config.maxBytes() && table.entries() > 1) {
        StoredEntry oldest = table.nextStored(1);
        if (oldest == null) {
          break;
        }
        remove(oldest);
        cascade(now);
      }
    }
    count();
    table.publish(config, lastRevision);
  }

  /** Counts towards the quota what the bucket takes now. */
  void count() {
    share.count(table, ids);
  }

  /** Takes a new configuration; the caller has checked that it is allowed. */
  void reconfigure(BucketConfig newConfig, Moment now) {
    int before = config.history();
    config = newConfig;
    share.configured(newConfig);
    sources.reconfigure(newConfig);
    expiry.reconfigured();
    if (newConfig.history() < before) {
      var surplus = new ArrayList<StoredEntry>();
      table.forEachTrace(
          trace ->
              surplus.addAll(
                  trace.all().subList(0, Math.max(0, trace.count() - newConfig.history()))));
      surplus.forEach(this::remove);
    }
    settle(now);
  }

  private StoredEntry store(NewEntry next, Moment now) {
    KeyTrace trace = table.trace(next.key());
    StoredEntry before = trace == null ? null : trace.newest();
    boolean wasLive = before != null && before.isLive();
    long revision = ++lastRevision;
    // One key string serves all entries of the key and its index.
    String key = before == null ? next.key() : before.key();
    Entry entry =
        new Entry(
            id,
            key,
            next.kind(),
            next.reason(),
            next.value(),
            next.headers(),
            revision,
            now.wallNanos(),
            effective(next.ttl()),
            next.owner());
    long birth = next.kind().isMarker() ? 0 : wasLive && before != null ? before.birth() : revision;
    StoredEntry stored = new StoredEntry(entry, like, now.leaseNanos(), birth);
    like = stored;
    if (trace == null) {
      table.insert(stored);
    } else {
      int keep = next.alone() ? 1 : config.history();
      int surplus = Math.max(0, trace.count() + 1 - keep);
      noteGone(trace, surplus);
      table.append(trace, stored, surplus);
    }
    order.changed(key);
    ownership.written(before, stored);
    expiry.written(stored);
    Republish republish = config.republish();
    if (republish != null) {
      long previous = before == null ? 0 : before.revision();
      republishing.note(new Republication(republish, stored, previous));
    }
    return stored;
  }

  private void noteGone(KeyTrace trace, int surplus) {
    if (surplus == 1) {
      if (trace.oldest().ttl().isFinite()) {
        expiry.noteGone();
      }
    } else if (surplus > 1) {
      for (StoredEntry displaced : trace.all().subList(0, surplus)) {
        if (displaced.ttl().isFinite()) {
          expiry.noteGone();
        }
      }
    }
  }

  /**
   * An older value is the newest again: it is live, but no lease instance, since its instance has
   * ended.
   */
  private void surface(KeyTrace trace) {
    StoredEntry again = trace.newest();
    if (again.isLive()) {
      if (again.birth() != 0) {
        table.replaceNewest(trace, new StoredEntry(again, again, again.leaseNanos(), 0));
      }
      ownership.surfaced(again);
    }
  }

  private void removeBelow(long revision) {
    for (StoredEntry oldest = table.nextStored(1);
        oldest != null && oldest.revision() < revision;
        oldest = table.nextStored(oldest.revision() + 1)) {
      remove(oldest);
    }
  }

  /** Where expiry leaves markers, nothing lives shorter than they do (source: NATS ADR-43). */
  Ttl effective(Ttl asked) {
    long marker = config.limitMarkerTtl().toNanos();
    return asked.isFinite() && config.history() != 1 && asked.nanos() < marker
        ? new Ttl(marker)
        : asked;
  }
}
