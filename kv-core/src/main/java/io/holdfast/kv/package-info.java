/**
 * The public model and API of the key/value core: stores, buckets, entries, conditions, watches and
 * errors.
 *
 * <p>The path of a write: {@link io.holdfast.kv.Bucket} → {@link io.holdfast.kv.command} (a
 * command) → {@link io.holdfast.kv.log} (ordered, made durable) → {@link io.holdfast.kv.state}
 * (applied) → {@link io.holdfast.kv.watch} (told to watchers). {@link io.holdfast.kv.store} puts
 * these together.
 */
@NullMarked
package io.holdfast.kv;

import org.jspecify.annotations.NullMarked;
