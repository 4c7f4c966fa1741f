package io.holdfast.net.jetstream;

import io.holdfast.kv.Bytes;

/**
 * One request to the JetStream API.
 *
 * @param arguments what follows the verb in the subject; empty: nothing
 * @param payload the body as sent
 */
record ApiRequest(String arguments, Bytes payload) {
  /** The body as JSON. */
  RequestBody body() {
    return RequestBody.parse(payload);
  }

  /** The stream named by the first argument; error 10059 when no bucket can have that name. */
  StreamName stream() {
    StreamName stream = StreamName.ofStream(firstArgument());
    if (stream == null) {
      throw ApiError.streamNotFound();
    }
    return stream;
  }

  /** The same where nothing may follow it; error 10003 when something does. */
  StreamName onlyStream() {
    if (!furtherArguments().isEmpty()) {
      throw ApiError.badRequest(
          "one stream name is expected in the subject, got '" + arguments + "'");
    }
    return stream();
  }

  String firstArgument() {
    int dot = arguments.indexOf('.');
    return dot < 0 ? arguments : arguments.substring(0, dot);
  }

  /** The arguments after the first; empty: none. */
  String furtherArguments() {
    int dot = arguments.indexOf('.');
    return dot < 0 ? "" : arguments.substring(dot + 1);
  }
}
