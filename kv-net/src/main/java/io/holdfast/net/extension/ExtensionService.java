package io.holdfast.net.extension;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Capabilities;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.net.connection.Reply;
import io.holdfast.net.connection.Request;
import io.holdfast.net.connection.RequestService;
import io.holdfast.net.json.JsonFields;
import io.holdfast.net.json.MalformedJsonException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of the wire extension from a store in this process. Thread-safe: it holds no
 * state of its own.
 *
 * <p>It blocks nobody: bodies are read on the event loop, transactions are answered by the thread
 * that applied them, and reads are looked up and written on {@code readers}.
 */
public final class ExtensionService implements RequestService {
  private static final Logger log = LoggerFactory.getLogger(ExtensionService.class);

  private final LocalStore store;
  private final Writes writes;
  private final Reads reads;

  /**
   * A service over {@code store}.
   *
   * @param readers runs look-ups and makes their replies
   * @param maxReplyBytes the server's {@code max_payload}
   */
  public ExtensionService(LocalStore store, Executor readers, int maxReplyBytes) {
    this.store = store;
    this.writes = new Writes(store);
    this.reads = new Reads(store, readers, maxReplyBytes);
  }

  @Override
  public boolean handles(String subject) {
    return subject.startsWith(ExtensionSubject.PREFIX);
  }

  @Override
  public void handle(Request request, Reply reply) {
    var subject = ExtensionSubject.parse(request.subject());
    if (subject.isEmpty()) {
      reply.noResponders();
      return;
    }
    answer(subject.get(), request.payload())
        .whenComplete(
            (body, failure) -> reply.send(failure == null ? body : refusal(request, failure)));
  }

  private CompletionStage<Bytes> answer(ExtensionSubject subject, Bytes body) {
    try {
      var fields = JsonFields.parse(body);
      if (!Version.understands(fields)) {
        var error =
            WireError.of(
                ErrorCode.UNKNOWN_VERSION,
                "body has version "
                    + fields.number("v")
                    + ", this server knows "
                    + Version.CURRENT);
        return CompletableFuture.completedFuture(error.toReply());
      }
      return switch (subject.verb()) {
        case INFO -> CompletableFuture.completedFuture(info());
        case TXN -> writes.transact(subject.bucket(), TxnRequest.read(fields));
        case STATUS -> reads.status(subject.bucket());
        case GET -> reads.get(subject.bucket(), GetRequest.read(fields));
        case LIST -> reads.list(subject.bucket(), ListRequest.read(fields));
      };
    } catch (MalformedJsonException | InvalidArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Bytes info() {
    Capabilities given = store.capabilities();
    return new InfoReply(Version.CURRENT, given.durability(), given.description()).toReply();
  }

  private static Bytes refusal(Request request, Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (!(cause instanceof HoldfastException || cause instanceof MalformedJsonException)) {
      log.error("Request to {} failed in the server", request.subject(), cause);
    }
    return Refusals.of(cause).toReply();
  }
}
