/** Small programs, each with a main method and a test; the README quotes them. */
@NullMarked
package io.holdfast.samples;

import org.jspecify.annotations.NullMarked;
