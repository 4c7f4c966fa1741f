package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Republish;
import io.holdfast.kv.subject.SubjectTransform;
import io.holdfast.kv.watch.Republication;
import io.holdfast.kv.watch.RepublishListener;
import io.holdfast.net.connection.Interest;
import io.holdfast.net.connection.Router;
import io.holdfast.net.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * Sends the entries that buckets republish to the subscribers of this node. Confined to the apply
 * thread, which it costs a look-up where nobody subscribed.
 */
final class Republisher implements RepublishListener {
  private final Router router;

  /** The rule met last, and its mapping; null: it has none. */
  private @Nullable Republish rule;

  private @Nullable SubjectTransform transform;

  Republisher(Router router) {
    this.router = router;
  }

  @Override
  public void republished(Republication republication) {
    Entry entry = republication.entry();
    var stream = new StreamName(entry.bucket().name());
    SubjectTransform mapping = mapping(republication.rule());
    String subject = mapping == null ? null : mapping.apply(stream.prefix() + entry.key());
    if (subject == null) {
      return;
    }
    Interest interest = router.interest(subject);
    if (interest.isEmpty()) {
      return;
    }
    boolean headersOnly = republication.rule().headersOnly();
    String lines = "\r\nNats-Last-Sequence: " + republication.previousRevision();
    if (headersOnly) {
      lines += "\r\nNats-Msg-Size: " + entry.value().length();
    }
    Headers headers =
        EntryMessage.directHeaders(stream, entry, EntryMessage.headers(entry).block(), lines);
    Bytes body = headersOnly ? Bytes.EMPTY : entry.value();
    interest.deliver(new Message(subject, null, headers.block(), body));
  }

  private @Nullable SubjectTransform mapping(Republish asked) {
    if (!asked.equals(rule)) {
      rule = asked;
      transform = transform(asked);
    }
    return transform;
  }

  /** A log that another release has written may hold what this one cannot map. */
  private static @Nullable SubjectTransform transform(Republish rule) {
    try {
      return SubjectTransform.of(rule.source(), rule.destination());
    } catch (InvalidArgumentException e) {
      return null;
    }
  }
}
