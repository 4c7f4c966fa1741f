/** The {@code holdfast demo} command. */
@NullMarked
package io.holdfast.cli.demo;

import org.jspecify.annotations.NullMarked;
