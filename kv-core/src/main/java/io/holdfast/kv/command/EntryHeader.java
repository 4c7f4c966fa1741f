package io.holdfast.kv.command;

/**
 * What the log knows about the entry that carries a command. The state machine sees nothing else of
 * the world.
 *
 * @param index of the log entry, from 1
 * @param term of the log entry; a log without terms uses 1
 * @param wall the leader's wall time when the batch was sealed
 * @param lease the lease time when the batch was sealed
 */
public record EntryHeader(long index, long term, WallTime wall, LeaseTime lease) {}
