/** {@code holdfast doctor}: what is in a data directory, and what is wrong with it. */
@NullMarked
package io.holdfast.cli.doctor;

import org.jspecify.annotations.NullMarked;
