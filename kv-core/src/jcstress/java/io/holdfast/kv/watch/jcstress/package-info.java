/** What readers and watchers may see of a bucket while the apply thread changes it. */
@NullMarked
package io.holdfast.kv.watch.jcstress;

import org.jspecify.annotations.NullMarked;
