package io.holdfast.net.remote;

import io.holdfast.kv.BucketId;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Headers;
import io.holdfast.kv.Listing;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;
import io.holdfast.net.remote.Link.Outgoing;
import io.holdfast.net.remote.WireErrors.Subject;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Reads from a plain NATS server, asked of the stream's leader ({@code STREAM.MSG.GET}), which is
 * as fresh as such a server gets; weaker consistency asks the same. Listings come through a
 * consumer. Thread-safe: holds nothing that changes.
 */
final class PlainReads implements Reads {
  private static final int NO_MESSAGE = 10037;
  private static final int NO_SUCH_REVISION = 10043;

  private final Requester requester;
  private final Streams streams;
  private final ConsumerListing consumers;

  PlainReads(Requester requester, Streams streams, ConsumerListing consumers) {
    this.requester = requester;
    this.streams = streams;
    this.consumers = consumers;
  }

  @Override
  public CompletionStage<Optional<Entry>> newest(
      String bucket, String key, Consistency consistency) {
    String subject = StreamJson.keyPrefix(bucket) + key;
    return message(bucket, key, JsonBody.of(body -> body.text("last_by_subj", subject)));
  }

  @Override
  public CompletionStage<Optional<Entry>> at(String bucket, String key, long revision) {
    return message(bucket, key, JsonBody.of(body -> body.number("seq", revision)));
  }

  private CompletionStage<Optional<Entry>> message(String bucket, String key, Bytes body) {
    var request = new Outgoing(Streams.API + "STREAM.MSG.GET." + StreamJson.stream(bucket), body);
    var reply = requester.make(Call.read("get " + Subject.key(bucket, key), request));
    return reply.thenCombine(
        streams.standing(bucket, Call.Lane.NORMAL),
        (answer, standing) -> {
          if (isNone(answer)) {
            return Optional.empty();
          }
          JsonFields message = Streams.result(answer, bucket).object("message");
          if (!message.text("subject").equals(StreamJson.keyPrefix(bucket) + key)) {
            return Optional.empty();
          }
          return Optional.of(entry(new BucketId(bucket, standing.incarnation()), key, message));
        });
  }

  private static boolean isNone(Reply answer) {
    int error = answer.error().map(found -> found.errCode()).orElse(0);
    return error == NO_MESSAGE || error == NO_SUCH_REVISION;
  }

  private static Entry entry(BucketId bucket, String key, JsonFields message) {
    Instant time;
    try {
      time = Instant.parse(message.text("time"));
    } catch (DateTimeParseException e) {
      throw message.wrong("time", "a time in RFC 3339");
    }
    return StoredMessage.entry(
        bucket,
        key,
        Headers.ofBlock(message.bytes("hdrs")),
        message.bytes("data"),
        message.number("seq"),
        time.getEpochSecond() * 1_000_000_000L + time.getNano());
  }

  @Override
  public CompletionStage<Listing<Entry>> list(String bucket, List<String> filters, boolean values) {
    return consumers.list(bucket, filters, values);
  }

  @Override
  public CompletionStage<Listing<Entry>> history(String bucket, String key) {
    return consumers.history(bucket, key);
  }
}
