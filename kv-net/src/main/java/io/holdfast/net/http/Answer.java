package io.holdfast.net.http;

import io.holdfast.kv.Bytes;

/**
 * What a page says. Immutable.
 *
 * @param status of HTTP, such as 200
 * @param contentType such as {@code text/plain; charset=utf-8}
 */
public record Answer(int status, String contentType, Bytes body) {
  /** A line of text. */
  public static Answer text(int status, String line) {
    return new Answer(status, "text/plain; charset=utf-8", Bytes.utf8(line + "\n"));
  }

  /** A JSON document. */
  public static Answer json(Bytes document) {
    return new Answer(200, "application/json", document);
  }
}
