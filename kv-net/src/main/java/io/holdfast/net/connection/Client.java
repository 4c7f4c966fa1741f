package io.holdfast.net.connection;

import java.net.InetAddress;

/**
 * One connected client, and what it was told when it came. Immutable.
 *
 * @param connection the way to it
 * @param from where it comes from
 * @param loginRequired whether it has to show who it is
 * @param nonce it may sign to show that; empty: none
 */
record Client(Connection connection, InetAddress from, boolean loginRequired, String nonce) {}
