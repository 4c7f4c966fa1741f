package io.holdfast.kv.store;

import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.Condition;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LeaseGoneException;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.Transaction.Result;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WrongRevisionException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;

/**
 * What outcomes and refusals of commands mean to a caller: results, or the one exception that says
 * why not.
 */
final class Answers {
  private Answers() {}

  /** The revision that a write of one operation was given. */
  static long revision(Command.Write write, Outcome outcome) {
    if (outcome instanceof Outcome.Written written) {
      return written.firstRevision();
    }
    Refusal refusal = refusal(outcome);
    if (refusal.code() == Refusal.Code.CONDITION_FAILED) {
      throw unmet(write, refusal);
    }
    throw failure(write.bucket(), refusal);
  }

  /** What became of a transaction. */
  static Result result(String bucket, Outcome outcome) {
    if (outcome instanceof Outcome.Written written) {
      return new Result.Committed(
          written.incarnation(), written.firstRevision(), written.operations());
    }
    Refusal refusal = refusal(outcome);
    return switch (refusal.code()) {
      case CONDITION_FAILED -> new Result.Refused(refusal.conditionIndex(), refusal.actual());
      case LEASE_GONE -> new Result.Refused(-1, 0);
      default -> throw failure(bucket, refusal);
    };
  }

  /** Whether a bucket was created or changed as asked: returns its incarnation. */
  static long incarnation(String bucket, Outcome outcome) {
    if (outcome instanceof Outcome.BucketReady ready) {
      return ready.incarnation();
    }
    throw failure(bucket, refusal(outcome));
  }

  /** Whether a bucket was there to be deleted. */
  static boolean wasThere(String bucket, Outcome outcome) {
    if (outcome instanceof Outcome.Removed removed) {
      return removed.count() > 0;
    }
    Refusal refusal = refusal(outcome);
    if (refusal.code() == Refusal.Code.BUCKET_NOT_FOUND) {
      return false;
    }
    throw failure(bucket, refusal);
  }

  static NotFoundException noBucket(String bucket) {
    return NotFoundException.ofBucket(bucket);
  }

  private static Refusal refusal(Outcome outcome) {
    if (outcome instanceof Outcome.Refused refused) {
      return refused.refusal();
    }
    throw new IllegalStateException("the log answered a command of another kind: " + outcome);
  }

  private static HoldfastException unmet(Command.Write write, Refusal refusal) {
    Condition condition = write.conditions().get(refusal.conditionIndex());
    if (condition instanceof Condition.KeyAbsent absent) {
      return AlreadyExistsException.ofKey(write.bucket(), absent.key(), refusal.actual());
    }
    return new WrongRevisionException(
        write.bucket(), refusal.subject(), refusal.expected(), refusal.actual());
  }

  private static HoldfastException failure(String bucket, Refusal refusal) {
    String on = "'" + refusal.subject() + "' in bucket '" + bucket + "'";
    return switch (refusal.code()) {
      case BUCKET_NOT_FOUND -> noBucket(bucket);
      case BUCKET_EXISTS ->
          new AlreadyExistsException(
              "bucket '" + bucket + "' exists with another configuration: update it instead");
      case BUCKET_UPDATE_FORBIDDEN ->
          new InvalidArgumentException(
              "bucket '"
                  + bucket
                  + "' cannot change its "
                  + refusal.subject()
                  + ": create another bucket");
      case CONDITION_FAILED ->
          new WrongRevisionException(
              bucket, refusal.subject(), refusal.expected(), refusal.actual());
      case LEASE_GONE -> new LeaseGoneException(bucket, LeaseRef.parse(refusal.subject()));
      case VALUE_TOO_LARGE ->
          new LimitExceededException(
              "value and headers of "
                  + on
                  + " take "
                  + refusal.actual()
                  + " bytes, the bucket allows "
                  + refusal.expected(),
              refusal.expected(),
              refusal.actual());
      case BUCKET_FULL ->
          new LimitExceededException(
              "writing "
                  + on
                  + " needs "
                  + refusal.actual()
                  + " bytes in all, the bucket allows "
                  + refusal.expected()
                  + ": delete something or raise its max bytes",
              refusal.expected(),
              refusal.actual());
      case QUOTA_EXCEEDED ->
          new LimitExceededException(
              overQuota(bucket, refusal), refusal.expected(), refusal.actual());
      case TTL_DISABLED ->
          new InvalidArgumentException(
              "the time to live of " + on + " is not allowed: the bucket has none per key");
      case ROLLUP_DISABLED ->
          new InvalidArgumentException(
              "purging " + on + " is not allowed: the bucket denies roll-ups or purges");
      case DELETE_DISABLED ->
          new InvalidArgumentException(
              "deleting revision " + on + " is not allowed by the bucket's configuration");
      case PURGE_DISABLED ->
          new InvalidArgumentException(
              "purging " + on + " is not allowed by the bucket's configuration");
      case REVISION_NOT_FOUND -> new NotFoundException("revision " + on + " is not kept");
      case TOO_LATE ->
          new UnavailableException(
              "the write to " + on + " came later than it allowed; it did not happen");
      case REQUEST_ID_REUSED ->
          new InvalidArgumentException(
              "request id "
                  + on
                  + " was used for another write, or its outcome is forgotten: use a new one");
    };
  }

  private static String overQuota(String bucket, Refusal refusal) {
    String key = refusal.subject().equals(bucket) ? "" : "key '" + refusal.subject() + "' in ";
    return "no room for "
        + key
        + "bucket '"
        + bucket
        + "': the state of the store would take "
        + refusal.actual()
        + " bytes, its quota is "
        + refusal.expected()
        + ": delete or purge something, or raise the quota (holdfast server --quota)";
  }
}
