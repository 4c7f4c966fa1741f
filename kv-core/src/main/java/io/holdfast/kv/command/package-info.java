/** What the log carries: sealed commands, their outcomes, and their one binary form. */
@NullMarked
package io.holdfast.kv.command;

import org.jspecify.annotations.NullMarked;
