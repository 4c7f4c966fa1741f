/** Tests of the simulated world. */
@NullMarked
package io.holdfast.testkit.simulation;

import org.jspecify.annotations.NullMarked;
