/** What crosses the client's network: the NATS-protocol server and the remote store. */
@NullMarked
package io.holdfast.net;

import org.jspecify.annotations.NullMarked;
