/** What the machine itself does: its disk, and what processes use of it. */
@NullMarked
package io.holdfast.cli.bench.machine;

import org.jspecify.annotations.NullMarked;
