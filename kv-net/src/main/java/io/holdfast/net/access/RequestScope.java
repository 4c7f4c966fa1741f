package io.holdfast.net.access;

import com.fasterxml.jackson.jr.ob.JSON;
import io.holdfast.kv.Headers;
import io.holdfast.net.protocol.DomainSubject;
import io.holdfast.net.protocol.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a message to the server itself asks for beyond its subject: the subject that the answer goes
 * to, and what its body or headers name. So a right in one bucket never reaches what is in another
 * (guarantee G40). To be asked only about users to whom something is forbidden.
 */
public final class RequestScope {
  private static final String API = "$JS.API.";
  private static final String KEYS = "$KV.";
  private static final String EXTENSION = "$HOLDFAST.API.";
  private static final String ACKS = "$JS.ACK.";

  private RequestScope() {}

  /** The {@code -ERR} text for what {@code user} may not ask; null: it may. */
  public static @Nullable String violation(Permissions user, Message message) {
    String subject = DomainSubject.withoutDomain(message.subject());
    String replyTo = message.replyTo();
    boolean ours =
        subject.startsWith(API) || subject.startsWith(KEYS) || subject.startsWith(EXTENSION);
    if (replyTo != null && (replyTo.startsWith(ACKS) || (ours && !user.maySubscribe(replyTo)))) {
      // The server would be made to speak to others in its own name.
      return "Permissions Violation for Publish with Reply of \"" + replyTo + "\"";
    }
    return !ours || permits(user, subject, message)
        ? null
        : "Permissions Violation for Publish to \"" + message.subject() + "\"";
  }

  private static boolean permits(Permissions user, String subject, Message message) {
    if (subject.startsWith(KEYS)) {
      return !rollsUpAll(message) || user.mayPublishAll(bucketOf(subject) + ".>");
    }
    if (subject.startsWith("CONSUMER.", API.length())) {
      return permitsDelivery(user, body(message));
    }
    if (subject.startsWith("STREAM.CREATE.", API.length())
        || subject.startsWith("STREAM.UPDATE.", API.length())) {
      return permitsStream(user, body(message));
    }
    return true;
  }

  /** The first two tokens of a key's subject. */
  private static String bucketOf(String subject) {
    int end = subject.indexOf('.', KEYS.length());
    return end < 0 ? subject : subject.substring(0, end);
  }

  /** Such a message removes every other key. */
  private static boolean rollsUpAll(Message message) {
    return !message.headers().isEmpty()
        && Headers.ofBlock(message.headers())
            .first("Nats-Rollup")
            .map("all"::equalsIgnoreCase)
            .orElse(false);
  }

  /** Entries go only where the user may listen. */
  private static boolean permitsDelivery(Permissions user, Map<String, Object> body) {
    return !(body.get("config") instanceof Map<?, ?> config)
        || !(config.get("deliver_subject") instanceof String target)
        || target.isEmpty()
        || user.maySubscribe(target);
  }

  private static boolean permitsStream(Permissions user, Map<String, Object> config) {
    for (Object subject : list(config.get("subjects"))) {
      if (subject instanceof String text && !user.mayPublishAll(text)) {
        return false;
      }
    }
    if (config.get("republish") instanceof Map<?, ?> republish
        && republish.get("dest") instanceof String target
        && !user.mayPublishAll(target)) {
      return false;
    }
    var origins = new ArrayList<Object>(list(config.get("sources")));
    origins.add(config.get("mirror"));
    for (Object origin : origins) {
      if (origin instanceof Map<?, ?> named
          && named.get("name") instanceof String stream
          && !user.mayPublish(API + "STREAM.MSG.GET." + stream)) {
        return false;
      }
    }
    return true;
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  /** What cannot be read here cannot be read by who answers, either, and is refused there. */
  private static Map<String, Object> body(Message message) {
    if (message.payload().isEmpty()) {
      return Map.of();
    }
    try {
      return JSON.std.mapFrom(message.payload().toArray());
    } catch (IOException e) {
      return Map.of();
    }
  }
}
