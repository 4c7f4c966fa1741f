package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketId;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.watch.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The naive bucket: one list of entries in revision order, searched from end to end for every
 * question.
 */
final class ModelBucket {
  final BucketId id;
  final List<Kept> kept = new ArrayList<>();

  /** By live key: the revision that began its life; 0 for a value that came back. */
  final Map<String, Long> births = new HashMap<>();

  /** By the ids of sources. */
  final Map<String, SourcePosition> copied = new HashMap<>();

  private final List<LeaseRef> ended = new ArrayList<>();
  BucketConfig config;
  long last;
  long floor;
  String lastMessageId = "";

  /** An entry and the lease time at which it was written. */
  record Kept(Entry entry, long leaseNanos) {
    String key() {
      return entry.key();
    }

    long revision() {
      return entry.revision();
    }

    long size() {
      return (long) entry.key().length()
          + entry.headers().block().length()
          + entry.value().length();
    }
  }

  ModelBucket(BucketId id, BucketConfig config) {
    this.id = id;
    this.config = config;
  }

  boolean hasSource(String source) {
    return config.sources().stream().anyMatch(one -> one.id().equals(source));
  }

  List<Kept> of(String key) {
    return kept.stream().filter(one -> one.key().equals(key)).toList();
  }

  @Nullable Kept newest(String key) {
    List<Kept> all = of(key);
    return all.isEmpty() ? null : all.get(all.size() - 1);
  }

  boolean isLive(String key) {
    Kept newest = newest(key);
    return newest != null && !newest.entry().isMarker();
  }

  boolean isAlive(LeaseRef lease) {
    return isLive(lease.key()) && births.getOrDefault(lease.key(), 0L) == lease.revision();
  }

  /** What goes in the same step as {@code operation}. */
  List<Kept> displaced(Operation operation) {
    if (operation instanceof Operation.Put put && put.rollup() == Operation.Rollup.BUCKET) {
      return kept;
    }
    List<Kept> all = of(operation.key());
    boolean alone =
        operation instanceof Operation.Purge
            || (operation instanceof Operation.Put put && put.rollup() == Operation.Rollup.KEY);
    if (alone) {
      return all;
    }
    return all.size() >= config.history() ? all.subList(0, 1) : List.of();
  }

  /** Whether they take everything away that was there before. */
  static boolean endAll(List<Operation> operations) {
    return operations.stream()
        .anyMatch(
            one -> one instanceof Operation.Put put && put.rollup() == Operation.Rollup.BUCKET);
  }

  /** Whether a marker, and the one that may follow it, is gone after a minute. */
  boolean isBrief(Operation operation) {
    if (operation instanceof Operation.Put || !operation.ttl().isFinite()) {
      return false;
    }
    long limits = config.limitMarkerTtl().toNanos();
    long own = operation.ttl().nanos();
    own = config.history() > 1 ? Math.max(own, limits) : own;
    return own + (operation instanceof Operation.Delete ? limits : 0) <= 60_000_000_000L;
  }

  boolean renews(Operation.Put put) {
    Kept before = newest(put.key());
    return before != null
        && !before.entry().isMarker()
        && before.entry().ttl().isFinite()
        && put.ttl().isFinite()
        && (put.key().length() + put.value().length() <= before.size()
            || sameButNumbers(before.entry().value(), put.value()));
  }

  private static boolean sameButNumbers(Bytes before, Bytes after) {
    String text = text(after);
    return !text.matches(".*\\d{20}.*")
        && text(before).replaceAll("\\d+", "#").equals(text.replaceAll("\\d+", "#"));
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.ISO_8859_1);
  }

  long bytes() {
    return kept.stream().mapToLong(Kept::size).sum();
  }

  void perform(Operation operation, String messageId, Moment now) {
    lastMessageId = messageId;
    if (operation instanceof Operation.Put put) {
      boolean alone = put.rollup() == Operation.Rollup.KEY;
      store(
          put.key(),
          EntryKind.PUT,
          MarkerReason.CLIENT,
          put.value(),
          put.ttl(),
          put.owner(),
          alone,
          now);
      if (put.rollup() == Operation.Rollup.BUCKET) {
        List.copyOf(kept).stream().filter(one -> one.revision() < last).forEach(this::remove);
      }
    } else {
      EntryKind kind = operation instanceof Operation.Purge ? EntryKind.PURGE : EntryKind.DELETE;
      store(
          operation.key(),
          kind,
          MarkerReason.CLIENT,
          Bytes.EMPTY,
          operation.ttl(),
          null,
          kind == EntryKind.PURGE,
          now);
    }
  }

  void remove(Kept gone) {
    String key = gone.key();
    boolean newest = gone.equals(newest(key));
    kept.remove(gone);
    if (newest) {
      endLife(key);
      Kept again = newest(key);
      if (again == null) {
        floor = Math.max(floor, gone.entry().isMarker() ? gone.revision() : last);
      } else if (!again.entry().isMarker()) {
        births.put(key, 0L);
        again.entry().owner().filter(owner -> !isAlive(owner)).ifPresent(ended::add);
      }
    }
  }

  void settle(Moment now) {
    cascade(now);
    while (config.maxBytes() >= 0
        && !config.flags().discardNew()
        && bytes() > config.maxBytes()
        && kept.size() > 1) {
      remove(kept.get(0));
      cascade(now);
    }
  }

  /**
   * Expires the one entry that is due first; returns null when none is, else whether a live key
   * ended.
   */
  @Nullable Boolean expireOne(Moment now) {
    Kept due = null;
    for (Kept one : kept) {
      if (deadline(one) <= now.leaseNanos() && (due == null || deadline(one) < deadline(due))) {
        due = one;
      }
    }
    if (due == null) {
      return null;
    }
    String key = due.key();
    boolean ended = due.equals(newest(key)) && isLive(key);
    boolean marks =
        of(key).size() == 1
            && due.entry().kind() != EntryKind.PURGE
            && !config.limitMarkerTtl().isZero();
    if (marks) {
      lastMessageId = "";
      var ttl = new Ttl(config.limitMarkerTtl().toNanos());
      store(key, EntryKind.PURGE, MarkerReason.EXPIRED, Bytes.EMPTY, ttl, null, true, now);
    } else {
      remove(due);
    }
    return ended;
  }

  long deadline(Kept one) {
    Ttl ttl = one.entry().ttl();
    if (ttl.equals(Ttl.NEVER)) {
      return Long.MAX_VALUE;
    }
    long own = ttl.isFinite() ? one.leaseNanos() + ttl.nanos() : Long.MAX_VALUE;
    return config.ttl().isZero() ? own : Math.min(own, one.leaseNanos() + config.ttl().toNanos());
  }

  void trimAll() {
    for (Kept one : List.copyOf(kept)) {
      if (of(one.key()).size() > config.history()) {
        kept.remove(one);
      }
    }
  }

  private void store(
      String key,
      EntryKind kind,
      MarkerReason reason,
      Bytes value,
      Ttl asked,
      @Nullable LeaseRef owner,
      boolean alone,
      Moment now) {
    long marker = config.limitMarkerTtl().toNanos();
    boolean raised = asked.isFinite() && config.history() > 1 && asked.nanos() < marker;
    Ttl ttl = raised ? new Ttl(marker) : asked;
    boolean wasLive = isLive(key);
    last++;
    kept.add(
        new Kept(
            new Entry(
                id, key, kind, reason, value, Headers.NONE, last, now.wallNanos(), ttl, owner),
            now.leaseNanos()));
    List<Kept> all = of(key);
    int keep = alone ? 1 : config.history();
    kept.removeAll(all.subList(0, Math.max(0, all.size() - keep)));
    if (kind.isMarker()) {
      endLife(key);
    } else if (!wasLive) {
      births.put(key, last);
    }
    if (owner != null && !isAlive(owner)) {
      ended.add(owner);
    }
  }

  private void endLife(String key) {
    Long birth = births.remove(key);
    if (birth != null && birth > 0) {
      ended.add(new LeaseRef(key, birth));
    }
  }

  int cascade(Moment now) {
    int keys = 0;
    long marker = config.limitMarkerTtl().toNanos();
    var ttl = new Ttl(marker == 0 ? 60_000_000_000L : marker);
    while (!ended.isEmpty()) {
      LeaseRef lease = ended.remove(0);
      List<String> ownedKeys =
          kept.stream()
              .filter(one -> isLive(one.key()) && one.equals(newest(one.key())))
              .filter(one -> one.entry().owner().filter(lease::equals).isPresent())
              .map(Kept::key)
              .sorted()
              .toList();
      for (String key : ownedKeys) {
        lastMessageId = "";
        store(key, EntryKind.PURGE, MarkerReason.LEASE_ENDED, Bytes.EMPTY, ttl, null, true, now);
        keys++;
      }
    }
    return keys;
  }
}
