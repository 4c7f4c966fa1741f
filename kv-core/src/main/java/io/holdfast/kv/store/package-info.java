/**
 * A store over a log: public operations become commands, outcomes become results, reads pass the
 * fence.
 */
@NullMarked
package io.holdfast.kv.store;

import org.jspecify.annotations.NullMarked;
