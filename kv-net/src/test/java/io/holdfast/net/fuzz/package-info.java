/**
 * Seeded, structure-aware fuzzing of what strangers can send: {@link io.holdfast.net.fuzz.Dice}
 * decides, grammars make frames and JSON out of it that are nearly right, {@link
 * io.holdfast.net.fuzz.Mangler} breaks bytes, and {@link io.holdfast.net.fuzz.Seeds} runs a
 * property over many seeds and names the command that repeats the one that failed.
 */
@NullMarked
package io.holdfast.net.fuzz;

import org.jspecify.annotations.NullMarked;
