/** A node put together from core, replicated log and network, to embed or to start. */
@NullMarked
package io.holdfast.node;

import org.jspecify.annotations.NullMarked;
