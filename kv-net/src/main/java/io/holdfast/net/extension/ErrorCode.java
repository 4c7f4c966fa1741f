package io.holdfast.net.extension;

import java.util.Optional;

/**
 * The extension's own range of error codes. The numbers are part of the wire: never change or reuse
 * one.
 */
public enum ErrorCode {
  /** Malformed request; the description says where. */
  MALFORMED(20001, 400),
  /** No such bucket. */
  BUCKET_NOT_FOUND(20002, 404),
  /** An owner lease is not alive. */
  LEASE_GONE(20003, 409),
  /** The key is live. */
  KEY_LIVE(20004, 409),
  /** Applied too late; nothing was written. */
  TOO_LATE(20005, 408),
  /** Request number reused for other content, or already forgotten. */
  REQUEST_REUSED(20006, 409),
  /** Value too large, bucket full or the quota of the store used up. */
  TOO_LARGE(20007, 413),
  /** No leader or shutting down; nothing was written. */
  UNAVAILABLE(20008, 503),
  /** The outcome is not known: it may have happened. */
  INDETERMINATE(20009, 504),
  /** Overloaded; nothing was written. */
  OVERLOADED(20010, 429),
  /** Not allowed by the bucket's configuration. */
  NOT_ALLOWED(20011, 400),
  /** Unknown version of the body. */
  UNKNOWN_VERSION(20012, 426),
  /** The reply would be larger than {@code max_payload}. */
  REPLY_TOO_LARGE(20013, 413);

  private final int number;
  private final int status;

  ErrorCode(int number, int status) {
    this.number = number;
    this.status = status;
  }

  /** The {@code err_code}. */
  public int number() {
    return number;
  }

  /** The {@code code}, after HTTP. */
  public int status() {
    return status;
  }

  /** The code with that {@code err_code}; empty when it is none of ours. */
  public static Optional<ErrorCode> of(long number) {
    for (ErrorCode code : values()) {
      if (code.number == number) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
