package io.holdfast.net.extension;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Listing;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.watch.BucketView;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Reads of the extension: past the fence, out of the lock-free view. Thread-safe: without state.
 * Everything after the fence runs on {@code readers}, so that neither the apply thread nor an event
 * loop copies values.
 */
final class Reads {
  private final LocalStore store;
  private final Executor readers;
  private final int maxReplyBytes;

  Reads(LocalStore store, Executor readers, int maxReplyBytes) {
    this.store = store;
    this.readers = readers;
    this.maxReplyBytes = maxReplyBytes;
  }

  CompletionStage<Bytes> status(String bucket) {
    return store
        .readBarrier()
        .thenApplyAsync(
            fenced -> {
              var status = bucket(bucket).status();
              long leaseNowMillis = store.leaseNow().nanos() / 1_000_000;
              return new StatusReply(
                      status.incarnation(),
                      status.lastRevision(),
                      status.traceFloor(),
                      leaseNowMillis)
                  .toReply();
            },
            readers);
  }

  CompletionStage<Bytes> get(String bucket, GetRequest request) {
    return fence(bucket, request.consistency())
        .thenApplyAsync(
            fenced -> {
              BucketView view = bucket(bucket);
              checkFresh(view, request.consistency());
              // The revision first: what is found may be newer than it, never older.
              long revision = view.lastRevision();
              Entry found =
                  request.revision() == 0
                      ? view.latest(request.key())
                      : view.at(request.revision());
              boolean wanted = found != null && found.key().equals(request.key());
              List<Entry> entries = wanted && found != null ? List.of(found) : List.of();
              // One entry was small enough to be written, so it is small enough to be read.
              return new EntriesReply(view.id().incarnation(), revision, entries).toReply(true);
            },
            readers);
  }

  CompletionStage<Bytes> list(String bucket, ListRequest request) {
    if (request.history()) {
      return store
          .keptEntries(bucket, request.filters())
          .thenApplyAsync(kept -> listed(bucket, request, kept), readers);
    }
    return store
        .liveEntries(bucket, request.filters())
        .thenApplyAsync(listing -> listed(bucket, request, listing), readers);
  }

  private Bytes listed(String bucket, ListRequest request, Listing<Entry> listing) {
    long incarnation =
        listing.items().isEmpty()
            ? bucket(bucket).id().incarnation()
            : listing.items().get(0).bucket().incarnation();
    return reply(
        bucket,
        new EntriesReply(incarnation, listing.revision(), listing.items()),
        request.values());
  }

  private Bytes reply(String bucket, EntriesReply reply, boolean withValues) {
    if (reply.size(withValues) <= maxReplyBytes) {
      Bytes body = reply.toReply(withValues);
      if (body.length() <= maxReplyBytes) {
        return body;
      }
    }
    return WireError.of(
            ErrorCode.REPLY_TOO_LARGE,
            reply.entries().size()
                + " entries of bucket '"
                + bucket
                + "' do not fit into a reply of "
                + maxReplyBytes
                + " bytes: read them through a consumer")
        .toReply();
  }

  private CompletionStage<Void> fence(String bucket, Consistency consistency) {
    if (consistency instanceof Consistency.Local) {
      return CompletableFuture.completedFuture(null);
    }
    if (consistency instanceof Consistency.AtLeast atLeast) {
      BucketView view = store.view().bucket(bucket);
      if (view != null && view.lastRevision() >= atLeast.revision()) {
        return CompletableFuture.completedFuture(null);
      }
    }
    return store.readBarrier();
  }

  private static void checkFresh(BucketView view, Consistency consistency) {
    if (consistency instanceof Consistency.AtLeast atLeast
        && view.lastRevision() < atLeast.revision()) {
      throw new UnavailableException(
          "bucket '"
              + view.id().name()
              + "' is at revision "
              + view.lastRevision()
              + ", asked for at least "
              + atLeast.revision()
              + ": that revision has not been given yet");
    }
  }

  private BucketView bucket(String name) {
    BucketView view = store.view().bucket(name);
    if (view == null) {
      throw NotFoundException.ofBucket(name);
    }
    return view;
  }
}
