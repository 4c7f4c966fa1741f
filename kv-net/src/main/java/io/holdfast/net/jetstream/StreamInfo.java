package io.holdfast.net.jetstream;

import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Entry;
import io.holdfast.kv.watch.BucketView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The stream info object of the JetStream API, read from a bucket's view. */
final class StreamInfo {
  /** Most subjects that one response lists. */
  static final int SUBJECTS_LIMIT = 100_000;

  private StreamInfo() {}

  /** Configuration, creation time and state. */
  static Map<String, Object> json(BucketView bucket, int consumers) {
    BucketStatus status = bucket.status();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("config", StreamConfigJson.of(status.config()));
    json.put("created", Timestamps.format(status.created()));
    json.put("state", state(bucket, status, consumers));
    json.put("ts", Timestamps.format(Instant.now()));
    return json;
  }

  private static Map<String, Object> state(BucketView bucket, BucketStatus status, int consumers) {
    boolean untouched = status.lastRevision() == 0;
    boolean empty = status.entries() == 0;
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("messages", status.entries());
    state.put("bytes", status.bytes());
    state.put("first_seq", untouched ? 0 : status.firstRevision());
    state.put("first_ts", empty ? Timestamps.ZERO : created(bucket.at(status.firstRevision())));
    state.put("last_seq", status.lastRevision());
    state.put("last_ts", created(bucket.at(status.lastRevision())));
    if (status.keys() > 0) {
      state.put("num_subjects", status.keys());
    }
    long gaps = empty ? 0 : status.lastRevision() - status.firstRevision() + 1 - status.entries();
    if (gaps > 0) {
      state.put("num_deleted", gaps);
    }
    state.put("consumer_count", consumers);
    return state;
  }

  private static String created(@Nullable Entry entry) {
    return entry == null ? Timestamps.ZERO : Timestamps.format(entry.created());
  }

  /**
   * How many messages each subject that matches has, sorted by subject. A scan: not for an event
   * loop.
   */
  static Map<String, Long> subjects(BucketView bucket, StreamName name, String keyFilter) {
    Map<String, Long> counts = new TreeMap<>();
    long from = 1;
    for (Entry entry = bucket.next(from, keyFilter);
        entry != null;
        entry = bucket.next(from, keyFilter)) {
      counts.merge(name.prefix() + entry.key(), 1L, Long::sum);
      from = entry.revision() + 1;
    }
    return counts;
  }

  /** The missing sequences between the first and the last. A scan: not for an event loop. */
  static List<Long> deleted(BucketView bucket) {
    var missing = new ArrayList<Long>();
    long last = bucket.lastRevision();
    Entry entry = bucket.next(1, ">");
    while (entry != null) {
      Entry next = bucket.next(entry.revision() + 1, ">");
      long end = next == null ? last + 1 : next.revision();
      for (long gap = entry.revision() + 1; gap < end && missing.size() < SUBJECTS_LIMIT; gap++) {
        missing.add(gap);
      }
      entry = next;
    }
    return missing;
  }
}
