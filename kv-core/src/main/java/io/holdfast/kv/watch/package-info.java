/**
 * What readers see of the state beside the applying thread: lock-free views, and cursors that
 * follow a bucket's revision order without a queue per watcher.
 */
@NullMarked
package io.holdfast.kv.watch;

import org.jspecify.annotations.NullMarked;
