package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.net.connection.Interest;
import io.holdfast.net.connection.Router;
import io.holdfast.net.protocol.Message;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer of several messages under way to one reply subject: a slice whenever the requester has
 * room, then an empty message that says where it ended. Nothing is queued for a requester that does
 * not read (guarantee G24).
 *
 * <p>Its steps follow one another, on whatever thread noticed that there is room, and each begins
 * after the one before has ended; so its fields need no lock.
 */
final class BatchAnswer {
  private static final int SLICE_ENTRIES = 64;
  private static final long SLICE_BYTES = 256 * 1024;

  private final Router router;
  private final StreamName stream;
  private final String replyTo;
  private final Supplier<@Nullable Entry> source;
  private final String endLines;
  private final boolean bare;

  private long messagesLeft;
  private long bytesLeft;
  private long pending;
  private long lastSequence;

  /**
   * An answer with what {@code source} gives, until it gives null.
   *
   * @param pending how many it will give
   * @param endLines further headers of the last message, each begun by CR LF
   */
  BatchAnswer(
      Router router,
      StreamName stream,
      String replyTo,
      Supplier<@Nullable Entry> source,
      Limits limits,
      long pending,
      String endLines) {
    this.router = router;
    this.stream = stream;
    this.replyTo = replyTo;
    this.source = source;
    this.messagesLeft = limits.messages();
    this.bytesLeft = limits.bytes();
    this.bare = limits.bare();
    this.pending = pending;
    this.endLines = endLines;
  }

  /**
   * Where an answer ends at the latest.
   *
   * @param messages most messages
   * @param bytes the message that reaches it is the last
   * @param bare whether the stored headers are left out
   */
  record Limits(long messages, long bytes, boolean bare) {}

  /** Sends as much as there is room for; goes on by itself when there is more. */
  void send() {
    Interest interest = router.interest(replyTo);
    if (interest.isEmpty()) {
      return;
    }
    if (!interest.hasRoom()) {
      interest.whenRoom(this::send);
      return;
    }
    long sliceBytes = SLICE_BYTES;
    for (int sent = 0; sent < SLICE_ENTRIES && sliceBytes > 0; sent++) {
      Entry entry = messagesLeft > 0 && bytesLeft > 0 ? source.get() : null;
      if (entry == null) {
        interest.deliver(end());
        return;
      }
      Message message = message(entry);
      interest.deliver(message);
      messagesLeft--;
      bytesLeft -= message.size();
      sliceBytes -= message.size();
    }
    // Others have their turn in between.
    interest.later(this::send);
  }

  private Message message(Entry entry) {
    pending = Math.max(0, pending - 1);
    String lines = "\r\nNats-Num-Pending: " + pending + "\r\nNats-Last-Sequence: " + lastSequence;
    lastSequence = entry.revision();
    Bytes stored = bare ? Bytes.EMPTY : EntryMessage.headers(entry).block();
    Bytes headers = EntryMessage.directHeaders(stream, entry, stored, lines).block();
    return new Message(replyTo, null, headers, entry.value());
  }

  private Message end() {
    String block =
        "NATS/1.0 204 EOB\r\nNats-Num-Pending: "
            + pending
            + "\r\nNats-Last-Sequence: "
            + lastSequence
            + endLines
            + "\r\n\r\n";
    return new Message(replyTo, null, Bytes.utf8(block), Bytes.EMPTY);
  }
}
