/**
 * A store reached over the network: {@link io.holdfast.net.remote.RemoteStore} over the NATS client
 * library.
 *
 * <p>The path of a call: {@code RemoteBucket} → writes or reads (which message) → {@code Requester}
 * (time-out, retry, circuit breaker) → {@code Link} (the one seam to the client library) → the
 * server; the answer goes back over the scheduler's threads. Errors of the wire become ours in
 * {@code WireErrors} alone.
 */
@NullMarked
package io.holdfast.net.remote;

import org.jspecify.annotations.NullMarked;
