package io.holdfast.net.remote;

import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Listing;
import io.holdfast.net.extension.EntriesReply;
import io.holdfast.net.extension.ErrorCode;
import io.holdfast.net.extension.ExtensionSubject;
import io.holdfast.net.extension.ExtensionSubject.Verb;
import io.holdfast.net.extension.GetRequest;
import io.holdfast.net.extension.ListRequest;
import io.holdfast.net.remote.Link.Outgoing;
import io.holdfast.net.remote.WireErrors.Subject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads from a server that speaks our extension: one round trip each, with everything the server
 * knows about an entry. A listing too large for one reply comes through a consumer. Thread-safe:
 * holds nothing that changes.
 */
final class HoldfastReads implements Reads {
  private final Caller requester;
  private final ConsumerListing consumers;

  HoldfastReads(Caller requester, ConsumerListing consumers) {
    this.requester = requester;
    this.consumers = consumers;
  }

  @Override
  public CompletionStage<Optional<Entry>> newest(
      String bucket, String key, Consistency consistency) {
    return get(bucket, new GetRequest(key, 0, consistency));
  }

  @Override
  public CompletionStage<Optional<Entry>> at(String bucket, String key, long revision) {
    return get(bucket, new GetRequest(key, revision, Consistency.LINEARIZABLE));
  }

  private CompletionStage<Optional<Entry>> get(String bucket, GetRequest request) {
    var message = new Outgoing(ExtensionSubject.of(Verb.GET, bucket), request.toBody());
    return requester
        .make(Call.read("get " + Subject.key(bucket, request.key()), message))
        .thenApply(
            reply ->
                EntriesReply.read(Streams.result(reply, bucket), bucket).entries().stream()
                    .findFirst());
  }

  @Override
  public CompletionStage<Listing<Entry>> list(String bucket, List<String> filters, boolean values) {
    return list(bucket, new ListRequest(filters, values, false))
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedFuture(found.get())
                    : consumers.list(bucket, filters, values));
  }

  @Override
  public CompletionStage<Listing<Entry>> history(String bucket, String key) {
    return list(bucket, new ListRequest(List.of(key), true, true))
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedFuture(found.get())
                    : consumers.history(bucket, key));
  }

  /** Empty when the listing does not fit into one reply. */
  private CompletionStage<Optional<Listing<Entry>>> list(String bucket, ListRequest request) {
    var message = new Outgoing(ExtensionSubject.of(Verb.LIST, bucket), request.toBody());
    return requester
        .make(
            Call.read(
                "list " + String.join(",", request.filters()) + " of bucket '" + bucket + "'",
                message))
        .thenApply(
            reply -> {
              if (reply.error().isPresent()
                  && reply.error().get().errCode() == ErrorCode.REPLY_TOO_LARGE.number()) {
                return Optional.empty();
              }
              var entries = EntriesReply.read(Streams.result(reply, bucket), bucket);
              return Optional.of(new Listing<>(entries.entries(), entries.revision()));
            });
  }
}
