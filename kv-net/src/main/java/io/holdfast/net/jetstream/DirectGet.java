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
  private final DirectBatches batches;

  DirectGet(StoreReads reads, DirectBatches batches) {
    this.reads = reads;
    this.batches = batches;
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
      status(reply, "412 Required Api Level");
      return;
    }
    DirectRequest wanted;
    try {
      wanted = DirectRequest.parse(call);
    } catch (ApiError error) {
      status(reply, refusal(error));
      return;
    }
    reads
        .afterFence(() -> answer(name, wanted, reply))
        .exceptionally(
            failure -> {
              reply.noResponders();
              return false;
            });
  }

  /** An error without a number is a status line already. */
  private static String refusal(ApiError error) {
    if (error.errCode() == 0) {
      return error.code() + " " + error.description();
    }
    return "408 " + (error.errCode() == 10025 ? "Malformed Request" : error.description());
  }

  private boolean answer(StreamName name, DirectRequest wanted, Reply reply) {
    BucketView bucket = reads.view(name);
    if (bucket == null || !bucket.config().flags().allowDirect()) {
      reply.noResponders();
      return false;
    }
    if (!(wanted instanceof DirectRequest.One one)) {
      batches.answer(name, bucket, wanted, reply);
      return true;
    }
    @Nullable Entry entry = one.selector().find(name, bucket);
    if (entry == null) {
      status(reply, "404 Message Not Found");
      return false;
    }
    reply.send(
        one.bare()
            ? EntryMessage.directHeaders(name, entry, Bytes.EMPTY, "")
            : EntryMessage.directHeaders(name, entry),
        entry.value());
    return true;
  }

  /** Answers with a status line and nothing else. */
  static void status(Reply reply, String line) {
    reply.send(Headers.ofBlock(Bytes.utf8("NATS/1.0 " + line + "\r\n\r\n")), Bytes.EMPTY);
  }
}
