package io.holdfast.kv.command;

/**
 * Who gathered the commands of a batch, and what it calls them: so it recognises them among all
 * that is applied. Immutable.
 *
 * @param run drawn at random when that node started, so that no later start takes them for its own
 * @param number counts the batches of a run, from 1
 */
public record Origin(long run, long number) {}
