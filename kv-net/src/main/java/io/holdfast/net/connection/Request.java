package io.holdfast.net.connection;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Headers;

/**
 * A message that reached a {@link RequestService}. Immutable.
 *
 * @param subject it was published to
 * @param headers it carries; {@link Headers#NONE} when it has none
 * @param payload its body; may be empty
 */
public record Request(String subject, Headers headers, Bytes payload) {}
