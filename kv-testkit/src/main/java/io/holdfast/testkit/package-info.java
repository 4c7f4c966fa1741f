/** Simulated store, virtual time and contract kits for testing code that uses a store. */
@NullMarked
package io.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
