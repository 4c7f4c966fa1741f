package io.holdfast.kv;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Another bucket whose entries are copied, in the terms of subjects (source: NATS stream
 * configuration, {@code sources}); a server does it. The subject of key {@code k} in bucket {@code
 * B} is {@code $KV.B.k}. Immutable.
 *
 * @param bucket whose entries are copied; it may be missing and come later
 * @param mappings which of its subjects, and what they become; the first that fits counts
 * @param startRevision the first that is copied; 0: all that is kept
 * @param startEpochNanos entries of an earlier wall time are not copied, in nanoseconds since the
 *     epoch; 0: all that is kept
 */
public record BucketSource(
    String bucket, List<Mapping> mappings, long startRevision, long startEpochNanos) {
  /**
   * What subjects become, see {@link io.holdfast.kv.subject.SubjectTransform}. Immutable.
   *
   * @param source pattern of subjects
   * @param destination what they become
   */
  public record Mapping(String source, String destination) {}

  /** Copies the list. */
  public BucketSource {
    mappings = List.copyOf(mappings);
  }

  /**
   * What its position is kept under: the bucket, the patterns and the destinations, blanks between
   * them (source: nats-server's {@code Nats-Stream-Source} header). Another mapping is another
   * source, which begins anew.
   */
  public String id() {
    return bucket
        + ' '
        + mappings.stream().map(Mapping::source).collect(Collectors.joining("\f"))
        + ' '
        + mappings.stream().map(Mapping::destination).collect(Collectors.joining("\f"));
  }
}
