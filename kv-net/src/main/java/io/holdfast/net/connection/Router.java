package io.holdfast.net.connection;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Headers;
import io.holdfast.net.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Brings messages to those who want them: subscriptions of any connection, and the one service
 * whose subject it is. Thread-safe: subscriptions are in a {@link SubjectIndex}, listeners and
 * services in copy-on-write lists.
 */
public final class Router {
  private final SubjectIndex<Subscription> subscriptions = new SubjectIndex<>();
  private final AtomicInteger subscribed = new AtomicInteger();
  private final List<InterestListener> listeners = new CopyOnWriteArrayList<>();
  private final List<RequestService> services = new CopyOnWriteArrayList<>();

  /** A router that knows nobody yet. */
  public Router() {}

  /** Adds a service; those added earlier are asked first. */
  public void register(RequestService service) {
    services.add(service);
  }

  /** Tells {@code listener} of every subscription that comes or goes from now on. */
  public void addListener(InterestListener listener) {
    listeners.add(listener);
  }

  /** How many subscriptions there are now. */
  public int subscriptions() {
    return subscribed.get();
  }

  void subscribe(Subscription subscription) {
    subscribed.incrementAndGet();
    subscriptions.add(subscription.pattern(), subscription);
    listeners.forEach(listener -> listener.interestChanged(subscription.pattern()));
  }

  void unsubscribe(Subscription subscription) {
    subscribed.decrementAndGet();
    subscriptions.remove(subscription.pattern(), subscription);
    listeners.forEach(listener -> listener.interestChanged(subscription.pattern()));
  }

  /** Who receives messages to {@code subject} now. */
  public Interest interest(String subject) {
    return Interest.among(matches(subject, null));
  }

  /** Sends a message of the server itself to its subscribers. */
  public void send(Message message) {
    interest(message.subject()).deliver(message);
  }

  /** Routes what {@code from} published. On its event loop only. */
  void publish(Connection from, Message message) {
    Connection silent = from.options().echo() ? null : from;
    Interest interest = Interest.among(matches(message.subject(), silent));
    interest.deliver(message);
    RequestService service = serviceOf(message.subject());
    if (service != null) {
      var request =
          new Request(message.subject(), Headers.ofBlock(message.headers()), message.payload());
      service.handle(request, new RoutedReply(this, from, message, !interest.isEmpty()));
    } else if (interest.isEmpty()) {
      noResponders(from, message);
    }
  }

  /**
   * Tells the publisher that nobody serves its request, on its own plain subscription, if it wants
   * to know.
   */
  void noResponders(Connection from, Message request) {
    String replyTo = request.replyTo();
    if (replyTo == null || !from.options().noResponders()) {
      return;
    }
    Bytes status = Bytes.utf8("NATS/1.0 503\r\nNats-Subject: " + request.subject() + "\r\n\r\n");
    var answer = new Message(replyTo, null, status, Bytes.EMPTY);
    for (Subscription match : matches(replyTo, null)) {
      if (match.connection() == from && match.queue() == null) {
        from.deliver(match, answer);
        return;
      }
    }
  }

  private List<Subscription> matches(String subject, @Nullable Connection except) {
    var matches = new ArrayList<Subscription>(2);
    subscriptions.forEachMatch(
        subject,
        match -> {
          if (match.connection() != except && match.accepts(subject)) {
            matches.add(match);
          }
        });
    return matches;
  }

  private @Nullable RequestService serviceOf(String subject) {
    for (RequestService service : services) {
      if (service.handles(subject)) {
        return service;
      }
    }
    return null;
  }
}
