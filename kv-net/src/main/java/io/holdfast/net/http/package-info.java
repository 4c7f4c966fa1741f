/**
 * Pages about a node over HTTP: read-only, on a port of their own, for people and their monitoring.
 * Bytes become a {@code RequestHead}, which becomes an {@link io.holdfast.net.http.Answer}.
 */
@NullMarked
package io.holdfast.net.http;

import org.jspecify.annotations.NullMarked;
