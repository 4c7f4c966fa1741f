package io.holdfast.kv.state;

import io.holdfast.kv.StoredEntry;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.watch.KeyFilter;
import io.holdfast.kv.watch.KeyTrace;
import java.util.ArrayList;
import java.util.List;

/** Removes entries of a bucket without leaving markers, where its configuration allows it. */
@FunctionalInterface
interface Removal {
  /** Removes from {@code bucket}, or says why not. */
  Outcome from(BucketState bucket);

  /** Removes one revision. */
  static Outcome revision(BucketState bucket, long revision) {
    if (bucket.config().flags().denyDelete()) {
      return new Outcome.Refused(Refusal.of(Refusal.Code.DELETE_DISABLED, bucket.id.name()));
    }
    StoredEntry stored = bucket.table.stored(revision);
    if (stored == null) {
      return new Outcome.Refused(
          new Refusal(Refusal.Code.REVISION_NOT_FOUND, bucket.id.name(), -1, revision, 0));
    }
    bucket.remove(stored);
    return new Outcome.Removed(1);
  }

  /** Removes the matching entries, oldest first, but for the newest {@code keep} of them. */
  static Outcome entries(BucketState bucket, Command.PurgeEntries purge) {
    if (bucket.config().flags().denyPurge()) {
      return new Outcome.Refused(Refusal.of(Refusal.Code.PURGE_DISABLED, bucket.id.name()));
    }
    List<StoredEntry> matching = matching(bucket, purge.filter());
    long removed = 0;
    long going = matching.size() - Math.max(0, purge.keep());
    for (int i = 0; i < going && matching.get(i).revision() < purge.below(); i++) {
      bucket.remove(matching.get(i));
      removed++;
    }
    return new Outcome.Removed(removed);
  }

  private static List<StoredEntry> matching(BucketState bucket, String filter) {
    if (KeyFilter.isLiteral(filter)) {
      KeyTrace trace = bucket.table.trace(filter);
      return trace == null ? List.of() : trace.all();
    }
    var compiled = KeyFilter.of(filter);
    var matching = new ArrayList<StoredEntry>();
    bucket.table.forEachEntry(
        stored -> {
          if (compiled.matches(stored.key())) {
            matching.add(stored);
          }
        });
    return matching;
  }
}
