package io.holdfast.net.jetstream;

import io.holdfast.kv.Condition;
import io.holdfast.kv.command.Refusal;
import java.util.List;

/** What the state machine refused, as JetStream errors. */
final class Refusals {
  private Refusals() {}

  /** A refused change to a stream, or to what it holds by other means than a publish. */
  static ApiError ofBucket(Refusal refusal) {
    return switch (refusal.code()) {
      case BUCKET_NOT_FOUND -> ApiError.streamNotFound();
      case BUCKET_EXISTS ->
          new ApiError(400, 10058, "stream name already in use with a different configuration");
      case BUCKET_UPDATE_FORBIDDEN -> ApiError.invalidConfig(updateForbidden(refusal.subject()));
      case DELETE_DISABLED -> new ApiError(500, 10057, "message delete not permitted");
      case PURGE_DISABLED -> new ApiError(500, 10110, "stream purge not permitted");
      case REVISION_NOT_FOUND ->
          new ApiError(400, 10043, "sequence " + refusal.expected() + " not found");
      case QUOTA_EXCEEDED ->
          new ApiError(
              500,
              10047,
              "insufficient storage resources available: the state would take "
                  + refusal.actual()
                  + " bytes, the quota is "
                  + refusal.expected()
                  + "; delete or purge something, or raise the quota");
      default -> new ApiError(500, 10077, refusal.code() + ": " + refusal.subject());
    };
  }

  private static String updateForbidden(String field) {
    return switch (field) {
      case "denyDelete" -> "stream configuration update can not cancel deny message deletes";
      case "denyPurge" -> "stream configuration update can not cancel deny purge";
      case "perKeyTtl" -> "message TTL status can not be disabled";
      case "storage" -> "stream configuration update can not change storage type";
      default -> "stream configuration update can not change " + field;
    };
  }

  /** A refused publish under {@code conditions}. */
  static ApiError ofWrite(Refusal refusal, List<Condition> conditions) {
    return switch (refusal.code()) {
      case CONDITION_FAILED -> conditionFailed(refusal, conditions);
      case LEASE_GONE -> new ApiError(409, 20003, "lease '" + refusal.subject() + "' is not alive");
      case VALUE_TOO_LARGE -> new ApiError(400, 10054, "message size exceeds maximum allowed");
      case BUCKET_FULL -> new ApiError(503, 10077, "maximum bytes exceeded");
      case TTL_DISABLED -> new ApiError(400, 10166, "per-message TTL is disabled");
      case ROLLUP_DISABLED -> new ApiError(500, 10111, "rollup not permitted");
      case TOO_LATE -> new ApiError(408, 20005, "applied too late; nothing was written");
      case REQUEST_ID_REUSED ->
          new ApiError(
              409, 20006, "request number was used for other content or is already forgotten");
      default -> ofBucket(refusal);
    };
  }

  private static ApiError conditionFailed(Refusal refusal, List<Condition> conditions) {
    int index = refusal.conditionIndex();
    Condition failed = index >= 0 && index < conditions.size() ? conditions.get(index) : null;
    if (failed instanceof Condition.LastMessageId) {
      return new ApiError(400, 10070, "wrong last msg ID: " + refusal.subject());
    }
    if (failed instanceof Condition.KeyAbsent absent) {
      return new ApiError(
          409, 20004, "key '" + absent.key() + "' is live at revision " + refusal.actual());
    }
    return ApiError.wrongLastSequence(refusal.actual());
  }
}
