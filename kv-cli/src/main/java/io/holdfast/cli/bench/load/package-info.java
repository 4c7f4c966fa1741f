/** The loads: what the callers do to one target in one round, and the figures that come of it. */
@NullMarked
package io.holdfast.cli.bench.load;

import org.jspecify.annotations.NullMarked;
