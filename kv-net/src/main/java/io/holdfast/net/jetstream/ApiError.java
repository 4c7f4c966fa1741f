package io.holdfast.net.jetstream;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.net.json.WireText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * An error as JetStream reports it (source: the NATS error table; the 20000 range is the wire
 * extension's). Immutable; carries no stack trace, because it tells of the client's mistake and not
 * of ours.
 */
final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Longest description, in characters. */
  private static final int MAX_DESCRIPTION = 600;

  private final int code;
  private final int errCode;

  ApiError(int code, int errCode, String description) {
    super(WireText.writable(bounded(description)), null, false, false);
    this.code = code;
    this.errCode = errCode;
  }

  /** What a client sent is quoted, but no more of it than a person would read. */
  private static String bounded(String description) {
    return description.length() > MAX_DESCRIPTION
        ? description.substring(0, MAX_DESCRIPTION) + "…"
        : description;
  }

  int code() {
    return code;
  }

  int errCode() {
    return errCode;
  }

  String description() {
    return String.valueOf(getMessage());
  }

  /** The {@code error} object of a response. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("code", code);
    json.put("err_code", errCode);
    json.put("description", description());
    return json;
  }

  /** Translates whatever the write of a publish failed with. */
  static ApiError ofPublish(Throwable failure) {
    Throwable cause = cause(failure);
    return cause instanceof InvalidArgumentException
        ? badRequest(String.valueOf(cause.getMessage()))
        : of(cause);
  }

  /** Translates whatever a store's future failed with. */
  static ApiError of(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof ApiError error) {
      return error;
    }
    String text =
        cause instanceof HoldfastException ? String.valueOf(cause.getMessage()) : cause.toString();
    if (cause instanceof NotFoundException) {
      return streamNotFound();
    }
    if (cause instanceof InvalidArgumentException) {
      return invalidConfig(text);
    }
    if (cause instanceof LimitExceededException) {
      return new ApiError(400, 10054, "message size exceeds maximum allowed: " + text);
    }
    if (cause instanceof OverloadedException) {
      return new ApiError(429, 10167, "too many requests: " + text);
    }
    if (cause instanceof IndeterminateException) {
      return new ApiError(504, 20009, "the outcome is not known, it may have happened: " + text);
    }
    return new ApiError(503, 10008, "JetStream system temporarily unavailable: " + text);
  }

  /** What is beneath the wrappings of futures. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  static ApiError badRequest(String detail) {
    return new ApiError(400, 10003, detail.isEmpty() ? "bad request" : "bad request: " + detail);
  }

  static ApiError invalidJson(String detail) {
    return new ApiError(400, 10025, "invalid JSON: " + detail);
  }

  static ApiError invalidConfig(String reason) {
    return new ApiError(500, 10052, reason);
  }

  static ApiError streamNotFound() {
    return new ApiError(404, 10059, "stream not found");
  }

  static ApiError nameMismatch() {
    return new ApiError(400, 10056, "stream name in subject does not match request");
  }

  static ApiError noMessage() {
    return new ApiError(404, 10037, "no message found");
  }

  static ApiError emptyPayloadExpected() {
    return new ApiError(400, 10038, "expected an empty request payload");
  }

  static ApiError apiLevel() {
    return new ApiError(412, 10185, "JetStream minimum api level required");
  }

  static ApiError consumerNotFound() {
    return new ApiError(404, 10014, "consumer not found");
  }

  static ApiError consumerRefused(String reason) {
    return new ApiError(500, 10012, "consumer creation failed: " + reason);
  }

  static ApiError wrongLastSequence(long actual) {
    return new ApiError(400, 10071, "wrong last sequence: " + actual);
  }

  static ApiError malformedExtension(String detail) {
    return new ApiError(400, 20001, "malformed request: " + detail);
  }
}
