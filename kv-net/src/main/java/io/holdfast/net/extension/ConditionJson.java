package io.holdfast.net.extension;

import io.holdfast.kv.Condition;
import io.holdfast.kv.LeaseRef;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;

/**
 * The JSON form of a {@link Condition}; its {@code type} names are part of the wire. The store
 * checks what it names.
 */
final class ConditionJson {
  private ConditionJson() {}

  static void write(JsonBody body, Condition condition) {
    if (condition instanceof Condition.KeyAt at) {
      body.text("type", "key_at").text("key", at.key()).number("revision", at.revision());
    } else if (condition instanceof Condition.KeyAbsent absent) {
      body.text("type", "key_absent").text("key", absent.key());
    } else if (condition instanceof Condition.KeyUntraced untraced) {
      body.text("type", "key_untraced").text("key", untraced.key());
    } else if (condition instanceof Condition.LeaseAlive alive) {
      body.text("type", "lease_alive").text("lease", alive.lease().toString());
    } else if (condition instanceof Condition.OldestUnder oldest) {
      body.text("type", "oldest_under")
          .text("prefix", oldest.prefix())
          .number("revision", oldest.revision());
    } else if (condition instanceof Condition.NewestUnder newest) {
      body.text("type", "newest_under")
          .text("prefix", newest.prefix())
          .number("revision", newest.revision());
    } else if (condition instanceof Condition.NewestMatching newest) {
      body.text("type", "newest_matching")
          .text("filter", newest.filter())
          .number("revision", newest.revision());
    } else if (condition instanceof Condition.BucketAt at) {
      body.text("type", "bucket_at").number("revision", at.revision());
    } else if (condition instanceof Condition.KeyLive live) {
      body.text("type", "key_live").text("key", live.key());
    } else if (condition instanceof Condition.LastMessageId last) {
      body.text("type", "last_message_id").text("id", last.id());
    } else {
      throw new IllegalArgumentException("no JSON form for " + condition);
    }
  }

  static Condition read(JsonFields fields) {
    return switch (fields.text("type")) {
      case "key_at" -> new Condition.KeyAt(fields.text("key"), fields.number("revision"));
      case "key_live" -> new Condition.KeyLive(fields.text("key"));
      case "key_absent" -> new Condition.KeyAbsent(fields.text("key"));
      case "key_untraced" -> new Condition.KeyUntraced(fields.text("key"));
      case "lease_alive" -> new Condition.LeaseAlive(LeaseRef.parse(fields.text("lease")));
      case "oldest_under" ->
          new Condition.OldestUnder(fields.text("prefix"), fields.number("revision"));
      case "newest_under" ->
          new Condition.NewestUnder(fields.text("prefix"), fields.number("revision"));
      case "newest_matching" ->
          new Condition.NewestMatching(fields.text("filter"), fields.number("revision"));
      case "bucket_at" -> new Condition.BucketAt(fields.number("revision"));
      case "last_message_id" -> new Condition.LastMessageId(fields.text("id"));
      default -> throw fields.wrong("type", "a condition that this server knows");
    };
  }
}
