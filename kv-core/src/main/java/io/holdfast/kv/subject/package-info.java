/**
 * Subjects, as the settings of buckets name them: the text of a stream's configuration goes in, a
 * mapping from subject to subject comes out.
 */
@NullMarked
package io.holdfast.kv.subject;

import org.jspecify.annotations.NullMarked;
