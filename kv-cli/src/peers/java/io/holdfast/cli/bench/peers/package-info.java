/**
 * Other servers, each through the client that its own users have. Not part of the product: compiled
 * only in the profile {@code peers}, for {@code holdfast bench --peers}.
 */
@NullMarked
package io.holdfast.cli.bench.peers;

import org.jspecify.annotations.NullMarked;
