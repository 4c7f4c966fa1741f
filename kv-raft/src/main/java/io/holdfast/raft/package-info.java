/** The durable, replicated log that drives the key-value state machine on every node. */
@NullMarked
package io.holdfast.raft;

import org.jspecify.annotations.NullMarked;
