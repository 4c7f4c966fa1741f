/**
 * The mutex in a simulated world: thousands of seeded schedules of contention, faults and deaths,
 * with one checker per guarantee. A failing seed names the command that runs it again.
 */
@NullMarked
package io.holdfast.locks.simulation;

import org.jspecify.annotations.NullMarked;
