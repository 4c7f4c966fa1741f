package io.holdfast.net.jetstream;

import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Names;
import io.holdfast.net.protocol.Subjects;
import org.jspecify.annotations.Nullable;

/**
 * How buckets and keys are named on the wire: bucket {@code B} is stream {@code KV_B} on the
 * subjects {@code $KV.B.>}, key {@code k} is subject {@code $KV.B.k}. Immutable.
 */
final class StreamName {
  static final String SUBJECT_ROOT = "$KV.";
  private static final String STREAM_PREFIX = "KV_";

  private final String bucket;
  private final String stream;
  private final String prefix;

  /** The stream of a bucket whose name is valid by {@link Names#checkBucket}. */
  StreamName(String bucket) {
    this.bucket = bucket;
    this.stream = STREAM_PREFIX + bucket;
    this.prefix = SUBJECT_ROOT + bucket + '.';
  }

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

  String bucket() {
    return bucket;
  }

  /** {@code KV_<bucket>}. */
  String stream() {
    return stream;
  }

  /** {@code $KV.<bucket>.}. */
  String prefix() {
    return prefix;
  }

  /** {@code $KV.<bucket>.>}. */
  String subjects() {
    return prefix + '>';
  }

  /**
   * The filter of keys that stands for a filter of subjects; null when it matches no subject of
   * this stream.
   */
  @Nullable String keyFilter(String subjectFilter) {
    if (subjectFilter.startsWith(prefix)) {
      return subjectFilter.substring(prefix.length());
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

  @Override
  public boolean equals(Object other) {
    return other instanceof StreamName that && bucket.equals(that.bucket);
  }

  @Override
  public int hashCode() {
    return bucket.hashCode();
  }

  @Override
  public String toString() {
    return stream;
  }
}
