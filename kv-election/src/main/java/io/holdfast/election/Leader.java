package io.holdfast.election;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.FencingToken;

/**
 * A leader as the store names it. Immutable.
 *
 * @param epoch of the grant; stays while the leader proclaims new values
 * @param value what the leader proclaims
 * @param owner its label
 */
public record Leader(FencingToken epoch, Bytes value, String owner) {}
