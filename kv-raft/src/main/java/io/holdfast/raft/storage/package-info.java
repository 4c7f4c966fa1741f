/**
 * The disk side of the replicated log: a segmented log, the vote, snapshots, and the directory that
 * holds them. Knows nothing of the consensus engine.
 *
 * <p>The path of the data: records &rarr; {@link SegmentedLog#append} &rarr; one frame of
 * self-checking sectors &rarr; one sync &rarr; acknowledged. At start the segments are scanned,
 * every sector is verified, and only a provably torn last frame is cut. {@code
 * docs/decisions/004-log-store-format.md} has the bytes and the argument.
 *
 * <p>Three kinds of error leave this package: {@link io.holdfast.raft.storage.DamagedFileException}
 * (the bytes are wrong), {@link io.holdfast.raft.storage.StorageFaultException} (the disk failed;
 * final) and {@link io.holdfast.raft.storage.DiskFullException} (refused before anything was
 * written; try again later).
 */
@NullMarked
package io.holdfast.raft.storage;

import org.jspecify.annotations.NullMarked;
