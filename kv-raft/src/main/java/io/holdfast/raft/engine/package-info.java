/**
 * The consensus engine behind types of our own: {@link io.holdfast.raft.engine.ConsensusGroup} is
 * what one node is in, a {@link io.holdfast.raft.engine.Replica} what it drives. Everything else
 * adapts our storage to the engine's interfaces.
 *
 * <p>The engine's types do not leave this package and {@code io.holdfast.raft.link}.
 */
@NullMarked
package io.holdfast.raft.engine;

import org.jspecify.annotations.NullMarked;
