package io.holdfast.net.http;

/** What a client asks for. Immutable. */
sealed interface RequestHead {
  /** A well-formed request without a body; the path has lost its query. */
  record Wanted(String method, String path) implements RequestHead {}

  /** Anything else, with what to say about it. */
  record Refused(int status, String reason) implements RequestHead {}
}
