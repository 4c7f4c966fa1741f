/**
 * The official Java client's key/value API, as its users call it, against a server in this process
 * or, with {@code INTEROP_URL}, any other. A test knows nothing of the server but its address:
 * {@link io.holdfast.interop.Server}.
 */
@NullMarked
package io.holdfast.interop;

import org.jspecify.annotations.NullMarked;
