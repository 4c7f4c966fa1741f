package io.holdfast.kv.command;

/**
 * Why a command changed nothing. Every replica reaches the same one.
 *
 * @param code the kind
 * @param subject the bucket, key, lease or limit concerned
 * @param conditionIndex which condition failed, from 0; -1 where none is concerned
 * @param expected the revision or limit asked for; 0 where none is concerned
 * @param actual the revision or size found; 0 where none is concerned
 */
public record Refusal(Code code, String subject, int conditionIndex, long expected, long actual) {
  /** The kinds of refusal. The order is part of the binary form: only ever append. */
  public enum Code {
    /** No such bucket. */
    BUCKET_NOT_FOUND,
    /** The bucket exists with another configuration. */
    BUCKET_EXISTS,
    /** A bucket update that is not allowed; the subject says which field. */
    BUCKET_UPDATE_FORBIDDEN,
    /** A condition did not hold. */
    CONDITION_FAILED,
    /** An owner lease was not alive. */
    LEASE_GONE,
    /** Value and headers are larger than the bucket allows. */
    VALUE_TOO_LARGE,
    /** The bucket is full. */
    BUCKET_FULL,
    /** The bucket does not allow a time to live per key. */
    TTL_DISABLED,
    /** The bucket does not allow roll-ups or purges. */
    ROLLUP_DISABLED,
    /** The bucket does not allow deleting a single revision. */
    DELETE_DISABLED,
    /** The bucket does not allow purging. */
    PURGE_DISABLED,
    /** No such revision. */
    REVISION_NOT_FOUND,
    /** Lease time had passed the command's {@code notAfter}. */
    TOO_LATE,
    /** The request number was used for another command, or its outcome is already forgotten. */
    REQUEST_ID_REUSED,
    /** The state may not grow: its quota is used up. */
    QUOTA_EXCEEDED
  }

  /** A refusal that concerns no numbers. */
  public static Refusal of(Code code, String subject) {
    return new Refusal(code, subject, -1, 0, 0);
  }
}
