package io.holdfast.net.extension;

import io.holdfast.kv.Bytes;
import io.holdfast.net.json.JsonBody;
import io.holdfast.net.json.JsonFields;

/**
 * The reply to {@code STATUS}: a bucket as it stands. Immutable.
 *
 * @param incarnation of this life of the bucket
 * @param lastRevision the greatest ever given
 * @param traceFloor a watch that has seen less must list again
 * @param leaseNowMillis an estimate of lease time
 */
public record StatusReply(
    long incarnation, long lastRevision, long traceFloor, long leaseNowMillis) {
  /** The JSON reply. */
  public Bytes toReply() {
    return JsonBody.of(
        body ->
            body.number("incarnation", incarnation)
                .number("last_revision", lastRevision)
                .number("trace_floor", traceFloor)
                .number("lease_now_ms", leaseNowMillis));
  }

  /** Reads a reply that carries no error. */
  public static StatusReply read(JsonFields fields) {
    return new StatusReply(
        fields.number("incarnation"),
        fields.number("last_revision"),
        fields.number("trace_floor"),
        fields.number("lease_now_ms", 0));
  }
}
