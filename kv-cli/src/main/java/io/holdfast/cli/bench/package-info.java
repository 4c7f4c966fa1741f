/**
 * The {@code holdfast bench} command. A command line becomes a plan of rows; a run takes each row
 * to every target, round by round in turns, so that all of them meet the same machine; a report
 * prints rows as they are finished.
 */
@NullMarked
package io.holdfast.cli.bench;

import org.jspecify.annotations.NullMarked;
