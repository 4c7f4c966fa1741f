/**
 * The rows of {@code docs/compatibility.md}, held by raw frames against a listening server. {@link
 * io.holdfast.net.conformance.Wire} is the client to write them with.
 */
@NullMarked
package io.holdfast.net.conformance;

import org.jspecify.annotations.NullMarked;
