package io.holdfast.net.jetstream;

import io.holdfast.kv.Entry;
import io.holdfast.kv.Listing;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.net.protocol.Subjects;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The newest entry of each matching key at one revision. First the keys are found, by walking; then
 * what is kept of them is taken at one moment; then it is made sure that no matching key was
 * written for the first time in between, else once more. Thread-safe: immutable.
 *
 * @param scans where the walks run
 */
record NewestOfMany(LocalStore store, Executor scans) {
  /** Most keys in one answer, as in other servers. */
  static final int MAX_KEYS = 1024;

  /** Each further round only looks at what was written during the one before. */
  private static final int MAX_ROUNDS = 8;

  /**
   * What was found.
   *
   * @param entries in revision order; at most {@link #MAX_KEYS}
   * @param bound the revision at which this was so
   * @param tooMany whether there are more keys than may be told; then {@code entries} is empty
   */
  record Found(List<Entry> entries, long bound, boolean tooMany) {}

  /**
   * Finds them.
   *
   * @param upTo as it was at this revision, as far as it is retained; {@link Long#MAX_VALUE}: now
   */
  CompletableFuture<Found> find(BucketView bucket, List<String> keyFilters, long upTo) {
    var keys = new LinkedHashSet<String>();
    return CompletableFuture.supplyAsync(() -> walk(bucket, keyFilters, keys, 1, upTo), scans)
        .thenCompose(walked -> take(new Round(bucket, keyFilters, keys, upTo, walked, 1)));
  }

  private record Round(
      BucketView bucket,
      List<String> keyFilters,
      Set<String> keys,
      long upTo,
      long walkedTo,
      int number) {}

  private CompletableFuture<Found> take(Round round) {
    if (round.keys().size() > MAX_KEYS) {
      return CompletableFuture.completedFuture(new Found(List.of(), round.walkedTo(), true));
    }
    return store
        .keptEntries(round.bucket().id().name(), List.copyOf(round.keys()))
        .thenComposeAsync(
            kept -> {
              long bound = Math.min(round.upTo(), kept.revision());
              int known = round.keys().size();
              walk(
                  round.bucket(),
                  round.keyFilters(),
                  round.keys(),
                  round.walkedTo() + 1,
                  round.upTo());
              if (round.keys().size() == known || round.number() == MAX_ROUNDS) {
                return CompletableFuture.completedFuture(newest(kept, bound));
              }
              return take(
                  new Round(
                      round.bucket(),
                      round.keyFilters(),
                      round.keys(),
                      round.upTo(),
                      bound,
                      round.number() + 1));
            },
            scans);
  }

  /**
   * Adds the matching keys from a revision on; returns the last revision when it began. It does not
   * end there: an entry that it would have met may meanwhile have given way to a newer one of its
   * key, which it meets then.
   */
  private static long walk(
      BucketView bucket, List<String> keyFilters, Set<String> keys, long from, long upTo) {
    long last = bucket.lastRevision();
    for (String filter : keyFilters) {
      if (keys.size() > MAX_KEYS) {
        break;
      }
      if (Subjects.isLiteral(filter)) {
        keys.add(filter);
        continue;
      }
      Entry found = bucket.next(from, filter);
      while (found != null && found.revision() <= upTo && keys.size() <= MAX_KEYS) {
        keys.add(found.key());
        found = bucket.next(found.revision() + 1, filter);
      }
    }
    return last;
  }

  private static Found newest(Listing<Entry> kept, long bound) {
    Map<String, Entry> newest = new HashMap<>();
    for (Entry entry : kept.items()) {
      // Of each key the oldest comes first, so the last one that counts stays.
      if (entry.revision() <= bound) {
        newest.put(entry.key(), entry);
      }
    }
    var entries = new ArrayList<>(newest.values());
    entries.sort(Comparator.comparingLong(Entry::revision));
    return new Found(entries, bound, false);
  }
}
