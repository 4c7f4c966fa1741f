package io.holdfast.testkit.simulation;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.StoreClosedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.time.Scheduler.Cancellation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests and answers between one client and the server, with all that befalls them. A write whose
 * answer is missing fails with {@link IndeterminateException}, since the client cannot know, and so
 * does one that was refused for the moment while another copy of it is still on its way; a read,
 * and what was certainly never sent, with {@link UnavailableException}. Confined to the thread that
 * runs the simulation.
 */
final class RemoteCalls {
  private final ClientScheduler client;
  private final SimulatedServer server;
  private final Link link;
  private final Trace trace;
  private final RequestIds ids;
  private final Set<Call<?>> underWay = new LinkedHashSet<>();
  private boolean closed;

  RemoteCalls(ClientScheduler client, SimulatedServer server, Link link, Trace trace) {
    this.client = client;
    this.server = server;
    this.link = link;
    this.trace = trace;
    this.ids = new RequestIds(client.name());
  }

  /** Whether a request can change anything. */
  enum Effect {
    READ,
    WRITE
  }

  /** What the server does for a request; called once per arrival. */
  @FunctionalInterface
  interface Request<T> {
    CompletionStage<T> on(ServerSession session, MessageId id);
  }

  <T> CompletableFuture<T> call(Effect effect, Supplier<String> what, Request<T> request) {
    if (closed) {
      return CompletableFuture.failedFuture(
          new StoreClosedException("this client is closed, so " + what.get() + " was not sent"));
    }
    var call = new Call<>(effect, what, request);
    underWay.add(call);
    call.send();
    return call.answer;
  }

  /** Fails what is under way. Idempotent. */
  void close() {
    closed = true;
    List.copyOf(underWay).forEach(call -> call.giveUp("the client was closed"));
  }

  private static Throwable unwrapped(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  private final class Call<T> {
    private final Effect effect;
    private final Supplier<String> what;
    private final Request<T> request;
    private final MessageId id;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private Cancellation timer = () -> {};

    /** Whether it was sent twice and the server has yet to meet the second one. */
    private boolean copyUnderWay;

    Call(Effect effect, Supplier<String> what, Request<T> request) {
      this.effect = effect;
      this.what = what;
      this.request = request;
      this.id = effect == Effect.WRITE ? ids.next() : MessageId.NONE;
    }

    void send() {
      if (!link.up() && link.draw(0.5)) {
        ids.answered(id);
        timer = client.schedule(link.drawUpTo(link.plan().delay()), this::notSent);
        return;
      }
      var fate = link.drawFate();
      trace.add(client.name(), () -> "sends " + what.get() + " (" + fate + ")");
      var patience = link.plan().requestTimeout();
      switch (fate) {
        case DELIVERED -> link.request(() -> serve(this::reply));
        case DOUBLED -> {
          copyUnderWay = true;
          link.request(() -> serve(this::reply));
          link.lateRequest(
              () -> {
                copyUnderWay = false;
                serve(this::dropReply);
              });
        }
        case LATE -> {
          link.lateRequest(() -> serve(this::dropReply));
          patience = link.drawUpTo(patience);
        }
        case UNANSWERED -> {
          link.request(() -> serve(this::dropReply));
          patience = link.drawUpTo(patience);
        }
        case LOST -> patience = link.drawUpTo(patience);
      }
      timer = client.schedule(patience, () -> giveUp("no answer came"));
    }

    private void serve(Replying<T> replying) {
      var session = server.session(client.name());
      if (session.isEmpty()) {
        link.reply(() -> client.execute(() -> giveUp("the connection broke")));
        return;
      }
      trace.add("server", () -> client.name() + "'s " + what.get() + " arrives");
      var unused = request.on(session.get(), id).whenComplete(replying::with);
    }

    private void reply(@Nullable T value, @Nullable Throwable error) {
      link.reply(() -> client.execute(() -> answered(value, error)));
    }

    private void dropReply(@Nullable T value, @Nullable Throwable error) {}

    private void answered(@Nullable T value, @Nullable Throwable error) {
      if (effect == Effect.WRITE
          && copyUnderWay
          && error != null
          && unwrapped(error) instanceof UnavailableException) {
        giveUp("a copy of it may yet arrive");
        return;
      }
      ids.answered(id);
      if (!end()) {
        return;
      }
      trace.add(
          client.name(),
          () -> what.get() + " -> " + (error == null ? value : unwrapped(error).getMessage()));
      if (error == null) {
        answer.complete(value);
      } else {
        answer.completeExceptionally(unwrapped(error));
      }
    }

    private void giveUp(String why) {
      if (end()) {
        fail(
            effect == Effect.WRITE
                ? new IndeterminateException(
                    what.get() + " may have happened, " + why + ": read back before deciding")
                : new UnavailableException(what.get() + " failed, " + why + ": try again"));
      }
    }

    private void notSent() {
      if (end()) {
        fail(new UnavailableException(what.get() + " was not sent, no connection: try again"));
      }
    }

    private void fail(HoldfastException error) {
      trace.add(client.name(), error::getMessage);
      answer.completeExceptionally(error);
    }

    private boolean end() {
      timer.cancel();
      return underWay.remove(this);
    }
  }

  private interface Replying<T> {
    void with(@Nullable T value, @Nullable Throwable error);
  }
}
