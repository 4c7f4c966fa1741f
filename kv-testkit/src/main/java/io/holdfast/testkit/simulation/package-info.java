/**
 * A world in which a whole distributed run is one thread and one seed: virtual time, clients that
 * pause and die, a network that delays and loses, and a store behind it whose log can be replayed.
 */
@NullMarked
package io.holdfast.testkit.simulation;

import org.jspecify.annotations.NullMarked;
