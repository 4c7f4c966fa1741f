package io.holdfast.net.extension;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LeaseGoneException;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Refusal;
import io.holdfast.net.json.MalformedJsonException;
import java.util.Locale;

/** What the store refused or failed at, as errors of the wire. */
final class Refusals {
  private Refusals() {}

  static WireError of(Throwable failure) {
    WireError error = WireError.of(code(failure), String.valueOf(failure.getMessage()));
    return failure instanceof LimitExceededException exceeded
        ? error.of(exceeded.limit(), exceeded.found())
        : error;
  }

  private static ErrorCode code(Throwable failure) {
    if (failure instanceof MalformedJsonException || failure instanceof InvalidArgumentException) {
      return ErrorCode.MALFORMED;
    }
    if (failure instanceof NotFoundException) {
      return ErrorCode.BUCKET_NOT_FOUND;
    }
    if (failure instanceof LeaseGoneException) {
      return ErrorCode.LEASE_GONE;
    }
    if (failure instanceof LimitExceededException) {
      return ErrorCode.TOO_LARGE;
    }
    if (failure instanceof OverloadedException) {
      return ErrorCode.OVERLOADED;
    }
    if (failure instanceof UnavailableException) {
      return ErrorCode.UNAVAILABLE;
    }
    // Also whatever nobody foresaw: claiming less would be a guess (G6).
    return ErrorCode.INDETERMINATE;
  }

  static WireError of(String bucket, Refusal refusal) {
    String subject = refusal.subject();
    return switch (refusal.code()) {
      case BUCKET_NOT_FOUND ->
          WireError.of(
              ErrorCode.BUCKET_NOT_FOUND,
              "bucket '" + bucket + "' does not exist: create it first");
      case LEASE_GONE ->
          WireError.of(
              ErrorCode.LEASE_GONE,
              "lease '" + subject + "' in bucket '" + bucket + "' is not alive: acquire a new one");
      case CONDITION_FAILED ->
          WireError.of(
              ErrorCode.KEY_LIVE,
              "condition "
                  + refusal.conditionIndex()
                  + " on '"
                  + subject
                  + "' did not hold in bucket '"
                  + bucket
                  + "'");
      case TOO_LATE ->
          WireError.of(
              ErrorCode.TOO_LATE,
              "the request for bucket '"
                  + bucket
                  + "' came up after its timeout_ms; nothing was written");
      case REQUEST_ID_REUSED ->
          WireError.of(
              ErrorCode.REQUEST_REUSED,
              "request number '"
                  + subject
                  + "' was used for other content, or its outcome is already forgotten");
      case QUOTA_EXCEEDED ->
          WireError.of(
                  ErrorCode.TOO_LARGE,
                  "no room for key '"
                      + subject
                      + "' in bucket '"
                      + bucket
                      + "': the state of the store would take "
                      + refusal.actual()
                      + " bytes, its quota is "
                      + refusal.expected()
                      + ": delete or purge something, or raise the quota")
              .of(refusal.expected(), refusal.actual());
      case VALUE_TOO_LARGE ->
          WireError.of(
                  ErrorCode.TOO_LARGE,
                  "value and headers of '"
                      + subject
                      + "' take "
                      + refusal.actual()
                      + " bytes, the bucket allows "
                      + refusal.expected()
                      + ": write a smaller value")
              .of(refusal.expected(), refusal.actual());
      case BUCKET_FULL ->
          WireError.of(
                  ErrorCode.TOO_LARGE,
                  "the bucket would take "
                      + refusal.actual()
                      + " bytes with '"
                      + subject
                      + "', it allows "
                      + refusal.expected()
                      + ": delete something or raise its max bytes")
              .of(refusal.expected(), refusal.actual());
      default ->
          WireError.of(
              ErrorCode.NOT_ALLOWED,
              refusal.code().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                  + ": not allowed by the configuration of bucket '"
                  + bucket
                  + "' ('"
                  + subject
                  + "')");
    };
  }
}
