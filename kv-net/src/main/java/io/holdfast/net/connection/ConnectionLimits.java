package io.holdfast.net.connection;

import java.time.Duration;

/**
 * What one client may take of the server. Immutable; whoever makes it has checked the ranges.
 *
 * @param maxPayload largest headers and body of one message together, in bytes
 * @param maxControlLine longest control line, in bytes
 * @param maxConnections most clients at a time
 * @param maxPerAddress most of them from one address
 * @param maxSubscriptions most subscriptions of one client
 * @param maxPendingBytes backlog at which a slow client is disconnected, in bytes
 * @param writeDeadline how long a client with a backlog may take nothing of it before it is
 *     disconnected
 * @param pingInterval silence after which a client is pinged; after two unanswered pings it is
 *     disconnected
 */
public record ConnectionLimits(
    int maxPayload,
    int maxControlLine,
    int maxConnections,
    int maxPerAddress,
    int maxSubscriptions,
    long maxPendingBytes,
    Duration writeDeadline,
    Duration pingInterval) {}
