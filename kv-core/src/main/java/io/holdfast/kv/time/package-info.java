/** Time and threads, handed in: the only source of both for everything that waits. */
@NullMarked
package io.holdfast.kv.time;

import org.jspecify.annotations.NullMarked;
