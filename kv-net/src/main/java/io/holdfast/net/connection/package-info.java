/**
 * The clients of a server: their connections and subscriptions, and the routing of what is
 * published to subscribers and to the services that answer requests. Frames come from {@code
 * protocol}; what a subject means is the services' business, which register with the {@link
 * io.holdfast.net.connection.Router}.
 */
@NullMarked
package io.holdfast.net.connection;

import org.jspecify.annotations.NullMarked;
