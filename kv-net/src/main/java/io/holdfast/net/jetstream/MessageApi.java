package io.holdfast.net.jetstream;

import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.store.LocalStore;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The {@code STREAM.MSG} verbs: single messages by the API. Thread-safe: immutable. */
final class MessageApi {
  private final LocalStore store;
  private final StoreReads reads;

  MessageApi(LocalStore store, StoreReads reads) {
    this.store = store;
    this.reads = reads;
  }

  CompletionStage<Map<String, Object>> get(ApiRequest request) {
    RequestBody body = request.body();
    StreamName name = request.onlyStream();
    MessageSelector selector = MessageSelector.parse(body);
    if (selector.isEmpty()
        || selector.isContradictory()
        || body.has("batch")
        || body.has("max_bytes")) {
      throw ApiError.badRequest("");
    }
    boolean withHeaders = !body.flag("no_hdr");
    return reads.bucket(
        name,
        bucket -> {
          Entry entry = selector.find(name, bucket);
          if (entry == null) {
            throw ApiError.noMessage();
          }
          return Map.of("message", message(name, entry, withHeaders));
        });
  }

  private static Map<String, Object> message(StreamName name, Entry entry, boolean withHeaders) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("subject", name.prefix() + entry.key());
    json.put("seq", entry.revision());
    Headers headers = EntryMessage.headers(entry);
    if (withHeaders && !headers.isEmpty()) {
      json.put("hdrs", Base64.getEncoder().encodeToString(headers.block().toArray()));
    }
    if (!entry.value().isEmpty()) {
      json.put("data", Base64.getEncoder().encodeToString(entry.value().toArray()));
    }
    json.put("time", Timestamps.format(entry.created()));
    return json;
  }

  CompletionStage<Map<String, Object>> delete(ApiRequest request) {
    StreamName name = request.onlyStream();
    long sequence = request.body().sequence("seq");
    return store
        .submit(new Command.RemoveRevision(name.bucket(), sequence))
        .thenApply(outcome -> deleted(outcome, sequence));
  }

  private static Map<String, Object> deleted(Outcome outcome, long sequence) {
    if (outcome instanceof Outcome.Refused refused) {
      throw Refusals.ofBucket(refused.refusal());
    }
    if (outcome instanceof Outcome.Removed removed && removed.count() == 0) {
      throw new ApiError(400, 10043, "sequence " + sequence + " not found");
    }
    return Map.of("success", true);
  }
}
