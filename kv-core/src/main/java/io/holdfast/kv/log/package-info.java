/**
 * The seam to consensus: a log takes commands in, orders them, makes them durable and has them
 * applied.
 */
@NullMarked
package io.holdfast.kv.log;

import org.jspecify.annotations.NullMarked;
