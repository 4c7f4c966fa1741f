/**
 * The configuration file of {@code holdfast server}: {@link io.holdfast.cli.config.Syntax} reads
 * its text into {@link io.holdfast.cli.config.Node}s, {@link io.holdfast.cli.config.Fields} looks
 * at one section of them by type, and {@link io.holdfast.cli.config.ServerConfig} knows what the
 * keys mean.
 */
@NullMarked
package io.holdfast.cli.config;

import org.jspecify.annotations.NullMarked;
