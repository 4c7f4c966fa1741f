package io.holdfast.net.remote;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A real link on whose way something happens once. Thread-safe: the action is taken atomically. */
final class InterposedLink implements Link {
  private final Link real;
  private final AtomicReference<Runnable> action = new AtomicReference<>(() -> {});
  private volatile String subject = "";

  InterposedLink(Link real) {
    this.real = real;
  }

  /** Does {@code what} on the sender's thread, just before the next request to such a subject. */
  void beforeNext(String subjectPrefix, Runnable what) {
    action.set(what);
    subject = subjectPrefix;
  }

  @Override
  public CompletionStage<Incoming> request(Outgoing message) {
    if (!subject.isEmpty() && message.subject().startsWith(subject)) {
      action.getAndSet(() -> {}).run();
    }
    return real.request(message);
  }

  @Override
  public void publish(String to) {
    real.publish(to);
  }

  @Override
  public Subscription subscribe(String to, Consumer<Incoming> receiver) {
    return real.subscribe(to, receiver);
  }

  @Override
  public String inbox() {
    return real.inbox();
  }

  @Override
  public void listen(Listener listener) {
    real.listen(listener);
  }

  @Override
  public boolean connected() {
    return real.connected();
  }

  @Override
  public long maxPayload() {
    return real.maxPayload();
  }

  @Override
  public String serverVersion() {
    return real.serverVersion();
  }

  @Override
  public String url() {
    return real.url();
  }

  @Override
  public void close() {
    real.close();
  }
}
