/** Leases, locks and the other recipes of mutual exclusion, written against the store's API. */
@NullMarked
package io.holdfast.locks;

import org.jspecify.annotations.NullMarked;
