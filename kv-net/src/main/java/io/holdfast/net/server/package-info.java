/**
 * The NATS-protocol server: connections, subscriptions, and the routing of what is published to
 * subscribers and to the services that answer requests. Frames come from {@code protocol}; what a
 * subject means is the services' business.
 */
@NullMarked
package io.holdfast.net.server;

import org.jspecify.annotations.NullMarked;
