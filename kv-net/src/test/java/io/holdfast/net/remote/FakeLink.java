package io.holdfast.net.remote;

import io.holdfast.kv.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A link whose answers the test gives. Confined to the test's thread. */
final class FakeLink implements Link {
  final List<Outgoing> sent = new ArrayList<>();
  final List<CompletableFuture<Incoming>> open = new ArrayList<>();
  boolean connected = true;
  String serverVersion = "2.11.0";
  private @Nullable String always;

  @Override
  public CompletionStage<Incoming> request(Outgoing message) {
    var answer = new CompletableFuture<Incoming>();
    sent.add(message);
    open.add(answer);
    if (always != null) {
      answer(open.size() - 1, always);
    }
    return answer;
  }

  /** Answers every request from now on, at once. */
  void answerAll(String json) {
    always = json;
  }

  /** Answers the request sent as number {@code index}, from 0. */
  void answer(int index, String json) {
    open.get(index).complete(Incoming.of(Bytes.utf8(json)));
  }

  @Override
  public void publish(String subject) {}

  @Override
  public Subscription subscribe(String subject, Consumer<Incoming> receiver) {
    return () -> {};
  }

  @Override
  public String inbox() {
    return "_INBOX.test";
  }

  @Override
  public void listen(Listener listener) {}

  @Override
  public boolean connected() {
    return connected;
  }

  @Override
  public long maxPayload() {
    return 1024 * 1024;
  }

  @Override
  public String serverVersion() {
    return serverVersion;
  }

  @Override
  public String url() {
    return "nats://fake:4222";
  }

  @Override
  public void close() {}
}
