/** The {@code holdfast lock} command. */
@NullMarked
package io.holdfast.cli.lock;

import org.jspecify.annotations.NullMarked;
