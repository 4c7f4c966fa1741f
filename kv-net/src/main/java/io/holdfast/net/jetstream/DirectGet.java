package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.net.connection.Reply;
import io.holdfast.net.connection.Request;
import io.holdfast.net.connection.RequestService;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code $JS.API.DIRECT.GET.<stream>[.<subject>]} with the message itself. Unlike official
 * servers, a direct get here passes the read fence, so it sees every write acknowledged before
 * (guarantee G1). Thread-safe: immutable.
 */
final class DirectGet implements RequestService {
  private static final String PREFIX = "$JS.API.DIRECT.GET.";

  private final StoreReads reads;

  DirectGet(StoreReads reads) {
    this.reads = reads;
  }

  @Override
  public boolean handles(String subject) {
    return subject.startsWith(PREFIX);
  }

  @Override
  public void handle(Request request, Reply reply) {
    String arguments = request.subject().substring(PREFIX.length());
    var call = new ApiRequest(arguments, request.payload());
    StreamName name = StreamName.ofStream(call.firstArgument());
    if (name == null) {
      reply.noResponders();
      return;
    }
    if (ApiService.wantsHigherLevel(request.headers())) {
      reply.send(status("412 Required Api Level"), Bytes.EMPTY);
      return;
    }
    MessageSelector selector;
    try {
      selector = selector(call);
    } catch (ApiError error) {
      reply.send(
          status("408 " + (error.errCode() == 10025 ? "Malformed Request" : error.description())),
          Bytes.EMPTY);
      return;
    }
    reads
        .afterFence(() -> answer(name, selector, reply))
        .exceptionally(
            failure -> {
              reply.noResponders();
              return false;
            });
  }

  private static MessageSelector selector(ApiRequest call) {
    String subject = call.furtherArguments();
    RequestBody body = RequestBody.parse(call.payload());
    MessageSelector selector = MessageSelector.parse(body);
    if (!subject.isEmpty()) {
      if (!selector.isEmpty()) {
        throw new ApiError(408, 0, "Bad Request");
      }
      return new MessageSelector(0, subject, "", "");
    }
    // Several messages in one answer are not served yet; a refusal beats silence.
    if (selector.isContradictory() || body.number("batch", 0) > 0 || body.has("multi_last")) {
      throw new ApiError(408, 0, "Bad Request");
    }
    if (selector.isEmpty()) {
      throw new ApiError(408, 0, "Empty Request");
    }
    return selector;
  }

  private boolean answer(StreamName name, MessageSelector selector, Reply reply) {
    BucketView bucket = reads.view(name);
    if (bucket == null || !bucket.config().flags().allowDirect()) {
      reply.noResponders();
      return false;
    }
    @Nullable Entry entry = selector.find(name, bucket);
    if (entry == null) {
      reply.send(status("404 Message Not Found"), Bytes.EMPTY);
      return false;
    }
    reply.send(EntryMessage.directHeaders(name, entry), entry.value());
    return true;
  }

  private static Headers status(String line) {
    return Headers.ofBlock(Bytes.utf8("NATS/1.0 " + line + "\r\n\r\n"));
  }
}
