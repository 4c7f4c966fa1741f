package io.holdfast.net.remote;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.NotFoundException;
import io.holdfast.net.extension.ExtensionSubject;
import io.holdfast.net.extension.ExtensionSubject.Verb;
import io.holdfast.net.extension.StatusReply;
import io.holdfast.net.extension.WireError;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;
import io.holdfast.net.remote.Call.Effect;
import io.holdfast.net.remote.Call.Lane;
import io.holdfast.net.remote.Link.Outgoing;
import io.holdfast.net.remote.WireErrors.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Buckets as streams of the JetStream API, and as they stand. Thread-safe: holds nothing that
 * changes.
 */
final class Streams {
  static final String API = "$JS.API.";

  private static final Bytes STATUS_BODY = JsonBody.of(body -> body.number("v", 1));

  private final Requester requester;
  private final ServerFeatures server;

  Streams(Requester requester, ServerFeatures server) {
    this.requester = requester;
    this.server = server;
  }

  /** What a watch needs to know about a bucket before it begins or goes on. */
  record Standing(long incarnation, long lastRevision, long traceFloor) {}

  CompletionStage<Void> create(BucketConfig config) {
    return change(
        "create bucket '" + config.name() + "'", "STREAM.CREATE.", config, Effect.REPEATABLE);
  }

  /** Asked once: a second request that comes late would undo the update of another. */
  CompletionStage<Void> update(BucketConfig config) {
    return change("update bucket '" + config.name() + "'", "STREAM.UPDATE.", config, Effect.ONCE);
  }

  private CompletionStage<Void> change(
      String what, String verb, BucketConfig config, Effect effect) {
    try {
      server.requireFor(config, what);
    } catch (InvalidArgumentException tooNew) {
      return CompletableFuture.failedFuture(tooNew);
    }
    var message =
        new Outgoing(API + verb + StreamJson.stream(config.name()), StreamJson.body(config));
    return requester
        .make(new Call(what, Lane.NORMAL, effect, left -> message))
        .thenAccept(reply -> result(reply, config.name()));
  }

  /**
   * True if it existed. Asked once: a second request that comes late would delete the bucket that
   * another has created by then.
   */
  CompletionStage<Boolean> delete(String bucket) {
    var message = new Outgoing(API + "STREAM.DELETE." + StreamJson.stream(bucket), Bytes.EMPTY);
    return requester
        .make(new Call("delete bucket '" + bucket + "'", Lane.NORMAL, Effect.ONCE, left -> message))
        .thenApply(
            reply -> {
              if (reply.error().isPresent()
                  && WireErrors.of(reply.error().get(), Subject.bucket(bucket))
                      instanceof NotFoundException) {
                return false;
              }
              result(reply, bucket);
              return true;
            });
  }

  CompletionStage<BucketStatus> status(String bucket) {
    CompletionStage<JsonFields> info = info(bucket);
    if (!server.holdfast()) {
      return info.thenApply(
          fields -> StreamJson.status(fields, StreamJson.created(fields).toEpochMilli(), 0));
    }
    return info.thenCombine(
        standing(bucket, Lane.NORMAL),
        (fields, standing) ->
            StreamJson.status(fields, standing.incarnation(), standing.traceFloor()));
  }

  CompletionStage<Standing> standing(String bucket, Lane lane) {
    String what = "look at bucket '" + bucket + "'";
    if (!server.holdfast()) {
      var message = new Outgoing(API + "STREAM.INFO." + StreamJson.stream(bucket), Bytes.EMPTY);
      return requester
          .make(new Call(what, lane, Effect.READ, left -> message))
          .thenApply(reply -> plainStanding(result(reply, bucket)));
    }
    var message = new Outgoing(ExtensionSubject.of(Verb.STATUS, bucket), STATUS_BODY);
    return requester
        .make(new Call(what, lane, Effect.READ, left -> message))
        .thenApply(
            reply -> {
              var status = StatusReply.read(result(reply, bucket));
              return new Standing(status.incarnation(), status.lastRevision(), status.traceFloor());
            });
  }

  /**
   * A foreign server knows no incarnation and no trace floor: the stream's creation stands in for
   * the first.
   */
  private static Standing plainStanding(JsonFields info) {
    return new Standing(
        StreamJson.created(info).toEpochMilli(), info.object("state").number("last_seq", 0), 0);
  }

  CompletionStage<List<BucketStatus>> all() {
    return names(0, new ArrayList<>()).thenCompose(this::statuses);
  }

  private CompletionStage<List<String>> names(int offset, List<String> found) {
    Bytes body = JsonBody.of(fields -> fields.number("offset", offset).text("subject", "$KV.*.>"));
    return requester
        .make(Call.read("list buckets", new Outgoing(API + "STREAM.NAMES", body)))
        .thenCompose(
            reply -> {
              JsonFields fields = result(reply, "*");
              List<String> page = fields.texts("streams");
              page.stream()
                  .filter(name -> name.startsWith(StreamJson.STREAM_PREFIX))
                  .forEach(name -> found.add(name.substring(StreamJson.STREAM_PREFIX.length())));
              int seen = offset + page.size();
              return page.isEmpty() || seen >= fields.number("total", 0)
                  ? CompletableFuture.completedFuture(found)
                  : names(seen, found);
            });
  }

  private CompletionStage<List<BucketStatus>> statuses(List<String> names) {
    var all =
        names.stream().sorted().map(name -> statusIfThere(name).toCompletableFuture()).toList();
    return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> all.stream().flatMap(each -> each.join().stream()).toList());
  }

  /** A bucket may be deleted between the list of names and the look at it. */
  private CompletionStage<List<BucketStatus>> statusIfThere(String name) {
    return status(name)
        .handle((status, failure) -> failure == null ? List.of(status) : noneIfGone(failure));
  }

  private static List<BucketStatus> noneIfGone(Throwable failure) {
    if (Failures.cause(failure) instanceof NotFoundException) {
      return List.of();
    }
    throw Failures.rethrown(failure);
  }

  private CompletionStage<JsonFields> info(String bucket) {
    var message = new Outgoing(API + "STREAM.INFO." + StreamJson.stream(bucket), Bytes.EMPTY);
    return requester
        .make(Call.read("status of bucket '" + bucket + "'", message))
        .thenApply(reply -> result(reply, bucket));
  }

  /** The fields of a result, or the exception for the error. */
  static JsonFields result(Reply reply, String bucket) {
    if (reply.unserved()) {
      throw WireErrors.noBucket(bucket);
    }
    reply
        .error()
        .ifPresent(
            (WireError error) -> {
              throw WireErrors.of(error, Subject.bucket(bucket));
            });
    return reply.result();
  }
}
