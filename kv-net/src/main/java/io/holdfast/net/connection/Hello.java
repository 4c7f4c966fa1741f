package io.holdfast.net.connection;

import java.util.List;

/**
 * What of {@code INFO} differs from client to client, and from time to time.
 *
 * @param clientId of the connection
 * @param clientIp where it comes from, as the server sees it
 * @param loginRequired whether it has to show who it is
 * @param nonce it may sign to show that; empty: none
 * @param alternatives where else the same is served, {@code host:port}
 * @param lameDuck whether the server is about to close
 */
public record Hello(
    int clientId,
    String clientIp,
    boolean loginRequired,
    String nonce,
    List<String> alternatives,
    boolean lameDuck) {}
