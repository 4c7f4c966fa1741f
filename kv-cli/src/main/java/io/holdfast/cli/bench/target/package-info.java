/**
 * What the bench measures: kinds of servers, running ones, and their clients. A peer is an adapter
 * of these few interfaces; the loads know nothing else.
 */
@NullMarked
package io.holdfast.cli.bench.target;

import org.jspecify.annotations.NullMarked;
