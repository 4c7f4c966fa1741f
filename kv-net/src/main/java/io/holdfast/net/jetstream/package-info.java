/**
 * What subjects mean: publishes to {@code $KV.<bucket>.<key>} become commands on the store, {@code
 * $JS.API} requests are answered from its view, and consumers are cursors that deliver to whoever
 * subscribed. No frame and no socket is known here; messages come and go through {@code
 * connection}.
 */
@NullMarked
package io.holdfast.net.jetstream;

import org.jspecify.annotations.NullMarked;
