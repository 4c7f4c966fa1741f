/**
 * JSON on the wire: one way to write a body, one way to read one with errors that name the place.
 */
@NullMarked
package io.holdfast.net.json;

import org.jspecify.annotations.NullMarked;
