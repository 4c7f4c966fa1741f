package io.holdfast.locks.simulation;

import io.holdfast.kv.Entry;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.StoreView;
import io.holdfast.testkit.simulation.LogObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sessions, holders and waiters as the log has them, read entry by entry from the key layout that
 * {@code docs/lock-protocol.md} states, without any code of the locks themselves.
 */
final class LockTable implements LogObserver {
  private final String bucketName;
  private final List<LockChecker> checkers;
  private final Map<String, Long> leaseBirths = new HashMap<>();
  private final Map<String, Grant> holders = new TreeMap<>();
  private final Map<String, NavigableMap<Long, Ticket>> queues = new TreeMap<>();
  private long seen;
  private long grants;

  LockTable(String bucketName, List<LockChecker> checkers) {
    this.bucketName = bucketName;
    this.checkers = checkers;
  }

  /** A lock given to an attempt of a session. */
  record Grant(
      String lock, String attempt, LeaseRef lease, Optional<LeaseRef> owner, FencingToken token) {}

  /** A place in a queue. */
  record Ticket(String key, String attempt, LeaseRef lease) {}

  @Override
  public void applied(EntryHeader header, Command command, Outcome outcome, StoreView after) {
    BucketView bucket = after.bucket(bucketName);
    if (bucket == null || bucket.lastRevision() == seen) {
      return;
    }
    for (Entry entry = bucket.next(seen + 1, ">");
        entry != null;
        entry = bucket.next(entry.revision() + 1, ">")) {
      change(entry);
    }
    seen = bucket.lastRevision();
    checkers.forEach(checker -> checker.settled(this));
  }

  /** Whether the session is alive after the last entry seen. */
  boolean isAlive(LeaseRef lease) {
    Long birth = leaseBirths.get(lease.key());
    return birth != null && birth == lease.revision();
  }

  Map<String, Grant> holders() {
    return holders;
  }

  /** The tickets of a lock by revision, so in the order of their commits. */
  NavigableMap<Long, Ticket> tickets(String lock) {
    return queues.computeIfAbsent(lock, unused -> new TreeMap<>());
  }

  /** The locks that anybody waits for. */
  List<String> awaited() {
    return queues.entrySet().stream()
        .filter(queue -> !queue.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  long grants() {
    return grants;
  }

  private void change(Entry entry) {
    String[] key = entry.key().split("\\.", 3);
    switch (key[0]) {
      case "lease" -> leaseChanged(entry);
      case "lock" -> lockChanged(key[1], entry);
      case "queue" -> queueChanged(key[1], entry);
      default -> throw new IllegalStateException("not a key of the lock protocol: " + entry);
    }
  }

  private void leaseChanged(Entry entry) {
    if (entry.isMarker()) {
      leaseBirths.remove(entry.key());
    } else {
      leaseBirths.putIfAbsent(entry.key(), entry.revision());
    }
  }

  private void lockChanged(String lock, Entry entry) {
    if (entry.isMarker()) {
      holders.remove(lock);
      return;
    }
    if (entry.headers().first("Lock-Grant").isPresent()) {
      return;
    }
    var grant =
        new Grant(lock, header(entry, "Lock-Attempt"), lease(entry), entry.owner(), entry.token());
    grants++;
    checkers.forEach(checker -> checker.granted(grant, this));
    holders.put(lock, grant);
  }

  private void queueChanged(String lock, Entry entry) {
    var queue = tickets(lock);
    queue.values().removeIf(ticket -> ticket.key().equals(entry.key()));
    if (!entry.isMarker()) {
      queue.put(
          entry.revision(), new Ticket(entry.key(), header(entry, "Lock-Attempt"), lease(entry)));
    }
  }

  private static LeaseRef lease(Entry entry) {
    return LeaseRef.parse(header(entry, "Lock-Lease"));
  }

  private static String header(Entry entry, String name) {
    return entry
        .headers()
        .first(name)
        .orElseThrow(() -> new IllegalStateException(entry + " has no header " + name));
  }
}
