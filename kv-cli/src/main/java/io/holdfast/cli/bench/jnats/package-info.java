/**
 * NATS servers, Holdfast's among them, measured through the official client library exactly as its
 * users have it. The one place of the command line that knows that library.
 */
@NullMarked
package io.holdfast.cli.bench.jnats;

import org.jspecify.annotations.NullMarked;
