package io.holdfast.node;

import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.StateUsage;
import io.holdfast.net.http.Answer;
import io.holdfast.net.http.Page;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.server.NatsServer;
import io.holdfast.raft.StorageView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The pages of a node. Thread-safe: all they show is asked for at each call. */
final class NodePages {
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  /** Buckets that the status lists; it says how many there are in all. */
  private static final int LISTED_BUCKETS = 100;

  private final LocalStore store;
  private final @Nullable StorageView storage;
  private final @Nullable NatsServer server;
  private final Supplier<String> metrics;

  private volatile boolean closing;

  NodePages(
      LocalStore store,
      @Nullable StorageView storage,
      @Nullable NatsServer server,
      Supplier<String> metrics) {
    this.store = store;
    this.storage = storage;
    this.server = server;
    this.metrics = metrics;
  }

  Map<String, Page> byPath() {
    return Map.of(
        "/healthz", () -> now(Answer.text(200, "alive")),
        "/readyz", this::readiness,
        "/metrics", () -> now(new Answer(200, METRICS, Bytes.utf8(metrics.get()))),
        "/status", () -> now(Answer.json(JsonBody.of(this::status))));
  }

  /** From here on the node is not ready: it is about to close. */
  void closing() {
    closing = true;
  }

  private CompletionStage<Answer> readiness() {
    if (closing) {
      return now(Answer.text(503, "not ready: the node is closing"));
    }
    CompletionStage<Void> ready = store.readiness();
    return ready.handle(
        (nothing, failure) ->
            failure == null
                ? Answer.text(200, "ready")
                : Answer.text(503, "not ready: " + full() + reason(failure)));
  }

  private String full() {
    return storage != null && storage.isFull() ? "the disk is full: " : "";
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause.getMessage());
  }

  private static CompletionStage<Answer> now(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private void status(JsonBody body) {
    var capabilities = store.capabilities();
    body.text("version", HoldfastNode.version())
        .text("store", capabilities.description())
        .text("durability", capabilities.durability().name().toLowerCase(Locale.ROOT));
    if (server != null) {
      body.number("connections", server.connections());
    }
    if (storage != null) {
      body.object("identity", identity -> identity(identity, storage))
          .object("log", log -> log(log, storage))
          .number("diskFreeBytes", storage.usableBytes())
          .flag("diskFull", storage.isFull());
    }
    StateUsage usage = store.view().usage();
    body.number("stateBytes", usage.bytes());
    if (usage.quota() != StateUsage.NO_QUOTA) {
      body.number("quotaBytes", usage.quota());
    }
    List<BucketStatus> buckets = buckets();
    body.number("buckets", store.view().bucketNames().size())
        .objects(
            "bucketList",
            buckets,
            (each, bucket) ->
                each.text("name", bucket.config().name())
                    .number("incarnation", bucket.incarnation())
                    .number("lastRevision", bucket.lastRevision())
                    .number("keys", bucket.keys())
                    .number("entries", bucket.entries())
                    .number("bytes", bucket.bytes()));
  }

  private static void identity(JsonBody body, StorageView storage) {
    body.text("cluster", storage.cluster())
        .text("node", storage.node())
        .number("incarnation", storage.incarnation())
        .text("directory", storage.directory().toString());
  }

  private static void log(JsonBody body, StorageView storage) {
    body.number("firstEntry", storage.firstIndex())
        .number("lastEntry", storage.lastIndex())
        .number("segments", storage.segments())
        .number("bytes", storage.logBytes())
        .number("waitingCommands", storage.waiting());
  }

  private List<BucketStatus> buckets() {
    var found = new ArrayList<BucketStatus>();
    for (String name : store.view().bucketNames()) {
      BucketView bucket = store.view().bucket(name);
      if (bucket != null && found.size() < LISTED_BUCKETS) {
        found.add(bucket.status());
      }
    }
    return found;
  }
}
