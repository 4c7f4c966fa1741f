/** Small runnable programs that show one recipe each. */
@NullMarked
package io.holdfast.samples;

import org.jspecify.annotations.NullMarked;
