/** Medians, ratios, and the three forms of a table: for people, for documents, for scripts. */
@NullMarked
package io.holdfast.cli.bench.report;

import org.jspecify.annotations.NullMarked;
