package io.holdfast.net.jetstream;

import io.holdfast.kv.BucketSource;
import io.holdfast.kv.Entry;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.SourcePosition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Copies one source into a bucket: reads on where the bucket's state says that it was copied up to,
 * and writes what it read under the condition that this is still so. So any number may copy the
 * same, and each may stop anywhere. What the bucket refuses is tried again, and shown.
 *
 * <p>Confined to its home, one event loop; {@link #wake}, {@link #end} and {@link #info} may be
 * called from any thread. One copy is under way at a time.
 */
final class SourceCopier {
  private static final int MOST_ENTRIES = 256;
  private static final long MOST_BYTES = 1 << 20;
  private static final long RETRY_MILLIS = 1_000;

  private final LocalStore store;
  private final ScheduledExecutorService home;
  private final BucketView target;
  private final BucketSource source;
  private final CopiedEntry copied;
  private final AtomicBoolean woken = new AtomicBoolean();

  private @Nullable BucketView origin;
  private @Nullable CursorFeed feed;
  private long position;
  private int entriesAtOnce = MOST_ENTRIES;
  private boolean waiting;
  private boolean ended;

  /** Everything of the source up to here was looked at. */
  private volatile long considered;

  private volatile String error = "";
  private volatile long activeNanos = Long.MIN_VALUE;

  SourceCopier(
      LocalStore store, ScheduledExecutorService home, BucketView target, BucketSource source) {
    this.store = store;
    this.home = home;
    this.target = target;
    this.source = source;
    this.copied = new CopiedEntry(source, new StreamName(target.id().name()));
  }

  /** Goes on if it can. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      Sourcing.run(
          home,
          () -> {
            woken.set(false);
            goOn();
          });
    }
  }

  /** Ends it, but for a copy already under way. */
  void end() {
    Sourcing.run(
        home,
        () -> {
          ended = true;
          close();
        });
  }

  private void goOn() {
    if (ended || waiting || (feed == null && !open())) {
      return;
    }
    CursorFeed open = feed;
    ConsumerFeed.Slice slice = open == null ? null : open.read(entriesAtOnce, MOST_BYTES);
    if (open == null || slice == null) {
      close();
      return;
    }
    var operations = new ArrayList<Operation>();
    long upTo = position;
    for (Entry entry : slice.entries()) {
      Operation operation =
          entry.createdEpochNanos() < source.startEpochNanos()
              ? null
              : copied.of(entry, target.config().flags());
      if (operation != null) {
        operations.add(operation);
        upTo = entry.revision();
      }
    }
    if (!operations.isEmpty()) {
      copy(operations, upTo, open.position());
    } else if (slice.entries().isEmpty()) {
      considered = open.position();
    } else {
      wake();
    }
  }

  /** Opens the source at the revision up to which it was copied; false when it is not there. */
  private boolean open() {
    BucketView found = store.view().bucket(source.bucket());
    if (found == null || SourceConfig.formsCycle(store.view(), target.config())) {
      return false;
    }
    long reached =
        target
            .sourcePositions()
            .getOrDefault(source.id(), SourcePosition.NONE)
            .revisionIn(found.id().incarnation());
    if (reached < 0) {
      return false; // The view is behind; it changes when the newer one is there.
    }
    origin = found;
    position = reached;
    long from = reached > 0 ? reached + 1 : Math.max(1, source.startRevision());
    feed = new CursorFeed(found, List.of(">"), Start.from(from), from - 1, this::wake);
    return true;
  }

  private void close() {
    if (feed != null) {
      feed.close();
      feed = null;
    }
  }

  private void copy(List<Operation> operations, long upTo, long lookedAt) {
    BucketView from = origin;
    if (from == null) {
      throw new IllegalStateException("a copy without a source: " + source);
    }
    waiting = true;
    var command =
        new Command.Copy(
            target.id().name(), source.id(), from.id().incarnation(), position, upTo, operations);
    CompletionStage<Outcome> submitted = store.submit(command);
    submitted.whenComplete(
        (outcome, failure) -> Sourcing.run(home, () -> done(upTo, lookedAt, outcome, failure)));
  }

  private void done(
      long upTo, long lookedAt, @Nullable Outcome outcome, @Nullable Throwable failure) {
    waiting = false;
    if (outcome instanceof Outcome.Written) {
      position = upTo;
      considered = lookedAt;
      error = "";
      activeNanos = System.nanoTime();
      entriesAtOnce = Math.min(MOST_ENTRIES, entriesAtOnce * 2);
      wake();
      return;
    }
    // Read again from where the state says; what was read may have been written after all, or by
    // another.
    close();
    Refusal refusal = outcome instanceof Outcome.Refused refused ? refused.refusal() : null;
    if (refusal != null && refusal.code() == Refusal.Code.CONDITION_FAILED) {
      wake();
      return;
    }
    entriesAtOnce = Math.max(1, entriesAtOnce / 2);
    if (failure != null && ApiError.cause(failure) instanceof LimitExceededException) {
      if (entriesAtOnce > 1) {
        wake();
        return;
      }
    }
    error =
        refusal == null
            ? ApiError.of(failure == null ? new IllegalStateException() : failure).description()
            : Refusals.ofWrite(refusal, List.of()).description();
    if (!ended && !home.isShutdown()) {
      var unused = home.schedule(this::wake, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** The state of this source, as stream info shows it. */
  Map<String, Object> info() {
    BucketView from = store.view().bucket(source.bucket());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", new StreamName(source.bucket()).stream());
    json.put("lag", from == null ? 0 : Math.max(0, from.lastRevision() - considered));
    long active = activeNanos;
    json.put("active", active == Long.MIN_VALUE ? -1 : System.nanoTime() - active);
    json.put("subject_transforms", SourceConfig.mappings(source));
    if (!error.isEmpty()) {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("code", 503);
      told.put("err_code", 10077);
      told.put("description", error);
      json.put("error", told);
    }
    return json;
  }
}
