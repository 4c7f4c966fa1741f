/** Typed, watched configuration that keeps working while the store is away. */
@NullMarked
package io.holdfast.config;

import org.jspecify.annotations.NullMarked;
