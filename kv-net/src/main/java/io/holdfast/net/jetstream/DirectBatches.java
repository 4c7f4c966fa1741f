package io.holdfast.net.jetstream;

import io.holdfast.kv.Entry;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.net.connection.Reply;
import io.holdfast.net.connection.Router;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The direct gets that are answered with several messages. Thread-safe: immutable.
 *
 * @param scans where a bucket is walked through, so that no event loop waits for that
 */
record DirectBatches(NewestOfMany newest, Router router, Executor scans) {
  private static final String NO_RESULTS = "404 No Results";

  /** Answers {@code wanted}, which is not for one message only; a failure is told by a 503. */
  void answer(StreamName name, BucketView bucket, DirectRequest wanted, Reply reply) {
    String replyTo = reply.subject();
    if (replyTo == null) {
      return;
    }
    CompletableFuture<Void> answered =
        wanted instanceof DirectRequest.NewestOfMany many
            ? newestOfMany(name, bucket, many, replyTo, reply)
            : CompletableFuture.runAsync(
                () -> inOrder(name, bucket, (DirectRequest.Batch) wanted, replyTo, reply), scans);
    answered.exceptionally(
        failure -> {
          reply.noResponders();
          return null;
        });
  }

  private void inOrder(
      StreamName name, BucketView bucket, DirectRequest.Batch wanted, String replyTo, Reply reply) {
    MessageSelector from = wanted.from();
    String filter = from.nextBySubject().isEmpty() ? ">" : name.keyFilter(from.nextBySubject());
    Entry first = filter == null ? null : bucket.next(from.first(bucket), filter);
    if (filter == null || first == null) {
      DirectGet.status(reply, "404 Message Not Found");
      return;
    }
    long pending = Revisions.count(bucket, first.revision(), filter);
    new BatchAnswer(
            router,
            name,
            replyTo,
            new Forward(bucket, filter, first.revision()),
            new BatchAnswer.Limits(wanted.batch(), wanted.maxBytes(), wanted.bare()),
            pending,
            "")
        .send();
  }

  private CompletableFuture<Void> newestOfMany(
      StreamName name,
      BucketView bucket,
      DirectRequest.NewestOfMany wanted,
      String replyTo,
      Reply reply) {
    var filters = new ArrayList<String>();
    for (String subject : wanted.subjects()) {
      String filter = name.keyFilter(subject);
      if (filter != null) {
        filters.add(filter);
      }
    }
    long upTo = upTo(bucket, wanted);
    if (upTo < 1 || filters.isEmpty()) {
      DirectGet.status(reply, NO_RESULTS);
      return CompletableFuture.completedFuture(null);
    }
    return newest
        .find(bucket, filters, upTo)
        .thenAccept(found -> newestOfMany(name, found, wanted, replyTo, reply));
  }

  private void newestOfMany(
      StreamName name,
      NewestOfMany.Found found,
      DirectRequest.NewestOfMany wanted,
      String replyTo,
      Reply reply) {
    if (found.tooMany()) {
      DirectGet.status(reply, "413 Too Many Results");
      return;
    }
    List<Entry> entries =
        found.entries().stream().filter(e -> e.revision() >= wanted.sequence()).toList();
    if (entries.isEmpty()) {
      DirectGet.status(reply, NO_RESULTS);
      return;
    }
    Iterator<Entry> each = entries.iterator();
    new BatchAnswer(
            router,
            name,
            replyTo,
            () -> each.hasNext() ? each.next() : null,
            new BatchAnswer.Limits(wanted.batch(), wanted.maxBytes(), wanted.bare()),
            entries.size(),
            "\r\nNats-UpTo-Sequence: " + found.bound())
        .send();
  }

  private static long upTo(BucketView bucket, DirectRequest.NewestOfMany wanted) {
    if (!wanted.upToTime().isEmpty()) {
      return Revisions.firstAtOrAfter(bucket, Timestamps.parse(wanted.upToTime())) - 1;
    }
    return wanted.upToSequence() == 0 ? Long.MAX_VALUE : wanted.upToSequence();
  }

  /** What matches from a revision on, as it is when asked for. Confined to one answer's steps. */
  private static final class Forward implements Supplier<@Nullable Entry> {
    private final BucketView bucket;
    private final String filter;
    private long from;

    Forward(BucketView bucket, String filter, long from) {
      this.bucket = bucket;
      this.filter = filter;
      this.from = from;
    }

    @Override
    public @Nullable Entry get() {
      Entry next = bucket.next(from, filter);
      from = next == null ? from : next.revision() + 1;
      return next;
    }
  }
}
