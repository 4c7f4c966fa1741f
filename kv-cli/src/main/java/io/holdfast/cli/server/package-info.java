/** The {@code holdfast server} command. */
@NullMarked
package io.holdfast.cli.server;

import org.jspecify.annotations.NullMarked;
