package io.holdfast.net.extension;

import io.holdfast.kv.Bytes;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;

/** The result in a reply to {@code TXN}. Immutable. */
public sealed interface TxnReply {
  /** The JSON reply. */
  Bytes toReply();

  /**
   * It happened.
   *
   * @param incarnation of the bucket
   * @param firstRevision of the first operation; the others follow
   * @param operations how many there were
   * @param duplicate whether this repeats the outcome of an earlier request with the same number
   */
  record Committed(long incarnation, long firstRevision, int operations, boolean duplicate)
      implements TxnReply {
    @Override
    public Bytes toReply() {
      return JsonBody.of(
          body ->
              body.flag("committed", true)
                  .number("incarnation", incarnation)
                  .number("first_revision", firstRevision)
                  .number("operations", operations)
                  .optionalFlag("duplicate", duplicate));
    }
  }

  /**
   * A condition did not hold.
   *
   * @param condition which one, from 0; -1: an owner lease is gone
   * @param actual the revision found, where the condition named one; else 0
   */
  record Refused(int condition, long actual) implements TxnReply {
    @Override
    public Bytes toReply() {
      return JsonBody.of(
          body ->
              body.flag("committed", false)
                  .number("condition", condition)
                  .number("actual", actual));
    }
  }

  /** Reads a reply that carries no error. */
  static TxnReply read(JsonFields fields) {
    if (fields.flag("committed")) {
      return new Committed(
          fields.number("incarnation"),
          fields.number("first_revision"),
          (int) fields.number("operations"),
          fields.flag("duplicate"));
    }
    return new Refused((int) fields.number("condition"), fields.number("actual", 0));
  }
}
