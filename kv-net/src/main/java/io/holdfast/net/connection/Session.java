package io.holdfast.net.connection;

import io.holdfast.net.access.Identity;
import io.holdfast.net.access.Permissions;
import io.holdfast.net.access.RequestScope;
import io.holdfast.net.protocol.ClientFrame;
import io.holdfast.net.protocol.Message;
import io.holdfast.net.protocol.ServerFrame;
import io.holdfast.net.protocol.Subjects;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What one client may do and has done so far: its agreed options and its subscriptions. Confined to
 * the connection's event loop.
 */
final class Session {
  private static final Permissions NOTHING = Permissions.ofBuckets(Map.of());

  private final Connection connection;
  private final Router router;
  private final int maxSubscriptions;
  private final Map<String, Subscription> subscriptions = new HashMap<>();

  Session(Connection connection, Router router, int maxSubscriptions) {
    this.connection = connection;
    this.router = router;
    this.maxSubscriptions = maxSubscriptions;
  }

  /** Carries out one frame. */
  void accept(ClientFrame frame) {
    if (frame instanceof ClientFrame.Publish publish) {
      publish(publish);
    } else if (frame instanceof ClientFrame.Subscribe subscribe) {
      subscribe(subscribe);
    } else if (frame instanceof ClientFrame.Unsubscribe unsubscribe) {
      unsubscribe(unsubscribe);
    } else if (frame instanceof ClientFrame.Ping) {
      connection.inOrder(() -> connection.write(new ServerFrame.Pong()));
    } else if (frame instanceof ClientFrame.Connect connect) {
      connect(connect);
    } else if (frame instanceof ClientFrame.Violation violation) {
      if (violation.text() == null) {
        connection.closeAfterFlush();
      } else {
        connection.fail(violation.text());
      }
    }
  }

  /** Ends every subscription. */
  void close() {
    subscriptions.values().forEach(router::unsubscribe);
    subscriptions.clear();
  }

  private void connect(ClientFrame.Connect connect) {
    ConnectOptions options;
    try {
      options = ConnectOptions.parse(connect.json());
    } catch (IOException e) {
      connection.closeAfterFlush();
      return;
    }
    if (options.protocol() < 0 || options.protocol() > 1) {
      connection.fail("invalid client protocol");
    } else if (options.noResponders() && !options.headers()) {
      connection.fail("no responders requires headers support");
    } else {
      connection.options(options);
      confirm();
    }
  }

  private void subscribe(ClientFrame.Subscribe subscribe) {
    if (!Subjects.isPattern(subscribe.pattern())) {
      connection.write(new ServerFrame.Failure("Invalid Subject"));
      return;
    }
    Permissions permissions = permissions();
    if (!permissions.maySubscribe(subscribe.pattern())) {
      connection.write(new ServerFrame.Failure(violation(subscribe)));
      return;
    }
    if (subscriptions.size() >= maxSubscriptions) {
      connection.write(new ServerFrame.Failure("maximum subscriptions exceeded"));
      return;
    }
    confirm();
    if (!subscriptions.containsKey(subscribe.sid())) {
      var subscription =
          new Subscription(
              connection, subscribe.pattern(), subscribe.queue(), subscribe.sid(), permissions);
      subscriptions.put(subscribe.sid(), subscription);
      router.subscribe(subscription);
    }
  }

  private static String violation(ClientFrame.Subscribe subscribe) {
    String text = "Permissions Violation for Subscription to \"" + subscribe.pattern() + "\"";
    return subscribe.queue() == null ? text : text + " using queue \"" + subscribe.queue() + "\"";
  }

  /** Of a client that is not known yet: none; the admission lets none of its frames through. */
  private Permissions permissions() {
    Identity identity = connection.identity();
    return identity == null ? NOTHING : identity.permissions();
  }

  private void unsubscribe(ClientFrame.Unsubscribe unsubscribe) {
    confirm();
    Subscription subscription = subscriptions.get(unsubscribe.sid());
    if (subscription == null) {
      return;
    }
    subscription.limit(unsubscribe.max());
    if (subscription.isExhausted()) {
      end(subscription);
    } else {
      subscription.whenExhausted(() -> end(subscription));
    }
  }

  private void end(Subscription subscription) {
    if (subscriptions.remove(subscription.sid(), subscription)) {
      router.unsubscribe(subscription);
    }
  }

  private void publish(ClientFrame.Publish publish) {
    Message message = publish.message();
    ConnectOptions options = connection.options();
    if (publish.announcedHeaders() && !options.headers()) {
      connection.closeAfterFlush();
      return;
    }
    if (!HeaderBlock.isWellFormed(message.headers())) {
      connection.fail("Unknown Protocol Operation");
      return;
    }
    if (options.pedantic() && !Subjects.isLiteral(message.subject())) {
      connection.write(new ServerFrame.Failure("Invalid Publish Subject"));
    }
    Permissions permissions = permissions();
    if (!permissions.isAll()) {
      String violation =
          permissions.mayPublish(message.subject())
              ? RequestScope.violation(permissions, message)
              : "Permissions Violation for Publish to \"" + message.subject() + "\"";
      if (violation != null) {
        connection.write(new ServerFrame.Failure(violation));
        return;
      }
    }
    confirm();
    router.publish(connection, message);
  }

  private void confirm() {
    if (connection.options().verbose()) {
      connection.write(new ServerFrame.Ok());
    }
  }
}
