package io.holdfast.net.jetstream;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Names;
import io.holdfast.net.protocol.Subjects;
import org.jspecify.annotations.Nullable;

/**
 * How buckets and keys are named on the wire: bucket {@code B} is stream {@code KV_B} on the
 * subjects {@code $KV.B.>}, key {@code k} is subject {@code $KV.B.k}. Immutable.
 *
 * @param bucket the bucket's name, valid by {@link Names#checkBucket}
 */
record StreamName(String bucket) {
  static final String SUBJECT_ROOT = "$KV.";
  private static final String STREAM_PREFIX = "KV_";

  /** The stream as named in API requests; null when no bucket can have that name. */
  static @Nullable StreamName ofStream(String stream) {
    return stream.startsWith(STREAM_PREFIX)
        ? ofBucket(stream.substring(STREAM_PREFIX.length()))
        : null;
  }

  /** The stream of a bucket; null when no bucket can have that name. */
  static @Nullable StreamName ofBucket(String bucket) {
    try {
      return new StreamName(Names.checkBucket(bucket));
    } catch (InvalidArgumentException e) {
      return null;
    }
  }

  /** {@code KV_<bucket>}. */
  String stream() {
    return STREAM_PREFIX + bucket;
  }

  /** {@code $KV.<bucket>.}. */
  String prefix() {
    return SUBJECT_ROOT + bucket + '.';
  }

  /** {@code $KV.<bucket>.>}. */
  String subjects() {
    return prefix() + '>';
  }

  /**
   * The filter of keys that stands for a filter of subjects; null when it matches no subject of
   * this stream.
   */
  @Nullable String keyFilter(String subjectFilter) {
    if (subjectFilter.startsWith(prefix())) {
      return subjectFilter.substring(prefix().length());
    }
    if (!Subjects.overlap(subjectFilter, subjects())) {
      return null;
    }
    int first = subjectFilter.indexOf('.');
    int second = first < 0 ? -1 : subjectFilter.indexOf('.', first + 1);
    // Overlapping with fewer than three tokens means that it ends in '>' before the key begins.
    boolean endsBeforeKey = second < 0 || subjectFilter.startsWith(">");
    return endsBeforeKey ? ">" : subjectFilter.substring(second + 1);
  }
}
