/**
 * The deterministic state machine: {@link io.holdfast.kv.state.StateMachine} applies log entries, a
 * bucket's state checks and performs them, and its {@link io.holdfast.kv.watch.EntryTable} is what
 * readers see. Everything here is confined to the apply thread unless it says otherwise, and
 * depends on the log alone: no clock, no randomness, no unordered iteration.
 */
@NullMarked
package io.holdfast.kv.state;

import org.jspecify.annotations.NullMarked;
