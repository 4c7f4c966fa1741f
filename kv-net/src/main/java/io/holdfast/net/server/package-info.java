/**
 * The NATS-protocol server as a whole: it listens, and puts together the connections of its clients
 * ({@code connection}) and the services that answer them ({@code jetstream} and further ones).
 */
@NullMarked
package io.holdfast.net.server;

import org.jspecify.annotations.NullMarked;
