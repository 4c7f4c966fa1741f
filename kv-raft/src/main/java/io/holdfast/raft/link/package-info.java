/**
 * The way between nodes. The consensus engine finds {@link io.holdfast.raft.link.LinkRpcFactory} as
 * its RPC factory; every group brings its own {@link io.holdfast.raft.link.PeerLink}. {@link
 * io.holdfast.raft.link.NettyLink} goes over TCP; a group of one has {@link
 * io.holdfast.raft.link.NoPeers}, which opens no socket.
 */
@NullMarked
package io.holdfast.raft.link;

import org.jspecify.annotations.NullMarked;
