/** Leader election: campaign, resign, observe, and run something only while leading. */
@NullMarked
package io.holdfast.election;

import org.jspecify.annotations.NullMarked;
