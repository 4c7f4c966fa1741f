package io.holdfast.kv;

import io.holdfast.kv.time.DurationText;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket is to be like. Immutable; made by {@link #builder} or {@link #of}.
 *
 * @param name see {@link Names#checkBucket}
 * @param description free text, at most 4096 bytes of UTF-8, counted where it enters a store;
 *     empty: none
 * @param history newest entries kept per key, 1 to {@value #MAX_HISTORY}
 * @param ttl age at which every entry expires; zero: never; else at least 100 ms
 * @param maxValueBytes largest value with its headers; -1: only the store's own limit
 * @param maxBytes size of the whole bucket at which writes are refused; -1: no limit
 * @param storage asked for; reported back
 * @param replicas asked for, 1 to 5; reported back
 * @param limitMarkerTtl how long the marker of an expired key is kept; zero: expiry leaves no
 *     marker
 * @param duplicateWindow how long a foreign client's message id is remembered; never longer than
 *     {@code ttl} where that is set, and at most a day. Requests of our own clients are remembered
 *     for at least 2 minutes, whatever this says
 * @param compressed asked for; reported back
 * @param metadata names and values for people and tools, in name order; at most 128 KiB of UTF-8
 * @param flags what single clients ask of the stream beneath the bucket
 * @param republish what is told of its writes; null: nothing
 * @param sources other buckets whose entries are copied into it
 */
public record BucketConfig(
    String name,
    String description,
    int history,
    Duration ttl,
    long maxValueBytes,
    long maxBytes,
    StorageKind storage,
    int replicas,
    Duration limitMarkerTtl,
    Duration duplicateWindow,
    boolean compressed,
    SortedMap<String, String> metadata,
    StreamFlags flags,
    @Nullable Republish republish,
    List<BucketSource> sources) {

  /** Largest history. */
  public static final int MAX_HISTORY = 64;

  private static final Duration SHORTEST_TTL = Duration.ofMillis(100);

  /** What a count of nanoseconds can hold. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  /**
   * What a client may ask of the stream beneath a bucket (source: NATS ADR-8 and the stream
   * configuration). The defaults are those of the official Java client with per-key TTL switched
   * on.
   *
   * @param allowDirect whether direct gets are answered
   * @param denyDelete whether deleting a single revision is refused
   * @param denyPurge whether purging is refused
   * @param allowRollup whether roll-ups, so purge markers, are accepted
   * @param perKeyTtl whether entries may carry a time to live
   * @param discardNew whether a full bucket refuses writes; else it drops its oldest entries
   * @param atomicBatches whether NATS clients may publish atomic batches (NATS ADR-50);
   *     transactions are always allowed
   */
  public record StreamFlags(
      boolean allowDirect,
      boolean denyDelete,
      boolean denyPurge,
      boolean allowRollup,
      boolean perKeyTtl,
      boolean discardNew,
      boolean atomicBatches) {
    /** Everything on but {@code denyPurge} and {@code atomicBatches}. */
    public static final StreamFlags DEFAULT = new StreamFlags(true, true, false, true, true, true);

    /** Without atomic batches. */
    public StreamFlags(
        boolean allowDirect,
        boolean denyDelete,
        boolean denyPurge,
        boolean allowRollup,
        boolean perKeyTtl,
        boolean discardNew) {
      this(allowDirect, denyDelete, denyPurge, allowRollup, perKeyTtl, discardNew, false);
    }

    /** The same with atomic batches. */
    public StreamFlags withAtomicBatches() {
      return new StreamFlags(
          allowDirect, denyDelete, denyPurge, allowRollup, perKeyTtl, discardNew, true);
    }
  }

  /** Checks what can never be valid; see the parameters. */
  public BucketConfig {
    Names.checkBucket(name);
    check(
        history >= 1 && history <= MAX_HISTORY,
        name,
        "history must be 1 to " + MAX_HISTORY + ", got " + history);
    check(
        ttl.isZero() || ttl.compareTo(SHORTEST_TTL) >= 0,
        name,
        "ttl must be zero or at least 100 ms, got " + DurationText.of(ttl));
    check(
        limitMarkerTtl.isZero() || limitMarkerTtl.compareTo(Duration.ofSeconds(1)) >= 0,
        name,
        "limit marker ttl must be zero or at least 1 s, got " + DurationText.of(limitMarkerTtl));
    check(
        maxValueBytes == -1 || maxValueBytes > 0,
        name,
        "max value size must be -1 or positive, got " + maxValueBytes);
    check(
        maxBytes == -1 || maxBytes > 0, name, "max bytes must be -1 or positive, got " + maxBytes);
    check(replicas >= 1 && replicas <= 5, name, "replicas must be 1 to 5, got " + replicas);
    check(description.length() <= 4096, name, "description is longer than 4096 characters");
    check(
        duplicateWindow.compareTo(SHORTEST_TTL) >= 0
            && (ttl.isZero() || duplicateWindow.compareTo(ttl) <= 0),
        name,
        "duplicate window must be at least 100 ms and no longer than the ttl, got "
            + DurationText.of(duplicateWindow));
    for (Duration duration : List.of(ttl, limitMarkerTtl, duplicateWindow)) {
      check(
          duration.compareTo(LONGEST) <= 0,
          name,
          "no duration may be longer than 292 years, got " + DurationText.of(duration));
    }
    sources = List.copyOf(sources);
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /** A bucket with every default: history 1, no limits. */
  public static BucketConfig of(String name) {
    return builder(name).build();
  }

  /** Starts a configuration with every default. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** A builder that starts from this configuration. */
  public Builder toBuilder() {
    var builder = new Builder(name);
    builder.description = description;
    builder.history = history;
    builder.ttl = ttl;
    builder.maxValueBytes = maxValueBytes;
    builder.maxBytes = maxBytes;
    builder.storage = storage;
    builder.replicas = replicas;
    builder.limitMarkerTtl = limitMarkerTtl;
    // What the builder filled in follows the ttl; what was chosen stays.
    boolean filledIn = duplicateWindow.equals(Builder.usualWindow(ttl));
    builder.duplicateWindow = filledIn ? Duration.ZERO : duplicateWindow;
    builder.compressed = compressed;
    builder.metadata = metadata;
    builder.flags = flags;
    builder.republish = republish;
    builder.sources = sources;
    return builder;
  }

  private static void check(boolean holds, String bucket, String complaint) {
    if (!holds) {
      throw new InvalidArgumentException("bucket '" + bucket + "': " + complaint);
    }
  }

  /** Collects the parts of a configuration. Not thread-safe. */
  public static final class Builder {
    private static final Duration DEFAULT_WINDOW = Duration.ofMinutes(2);

    private final String name;
    private String description = "";
    private int history = 1;
    private Duration ttl = Duration.ZERO;
    private long maxValueBytes = -1;
    private long maxBytes = -1;
    private StorageKind storage = StorageKind.FILE;
    private int replicas = 1;
    private Duration limitMarkerTtl = Duration.ZERO;
    private Duration duplicateWindow = Duration.ZERO;
    private boolean compressed;
    private Map<String, String> metadata = Map.of();
    private StreamFlags flags = StreamFlags.DEFAULT;
    private @Nullable Republish republish;
    private List<BucketSource> sources = List.of();

    private Builder(String name) {
      this.name = name;
    }

    /** See {@link BucketConfig#description}. */
    public Builder description(String text) {
      description = text;
      return this;
    }

    /** See {@link BucketConfig#history}. */
    public Builder history(int entriesPerKey) {
      history = entriesPerKey;
      return this;
    }

    /** See {@link BucketConfig#ttl}. */
    public Builder ttl(Duration age) {
      ttl = age;
      return this;
    }

    /** See {@link BucketConfig#maxValueBytes}. */
    public Builder maxValueBytes(long bytes) {
      maxValueBytes = bytes;
      return this;
    }

    /** See {@link BucketConfig#maxBytes}. */
    public Builder maxBytes(long bytes) {
      maxBytes = bytes;
      return this;
    }

    /** See {@link BucketConfig#storage}. */
    public Builder storage(StorageKind kind) {
      storage = kind;
      return this;
    }

    /** See {@link BucketConfig#replicas}. */
    public Builder replicas(int count) {
      replicas = count;
      return this;
    }

    /** See {@link BucketConfig#limitMarkerTtl}. */
    public Builder limitMarkerTtl(Duration age) {
      limitMarkerTtl = age;
      return this;
    }

    /**
     * See {@link BucketConfig#duplicateWindow}; zero: 2 minutes, or the ttl where that is shorter.
     */
    public Builder duplicateWindow(Duration window) {
      duplicateWindow = window;
      return this;
    }

    /** See {@link BucketConfig#compressed}. */
    public Builder compressed(boolean asked) {
      compressed = asked;
      return this;
    }

    /** See {@link BucketConfig#metadata}. */
    public Builder metadata(Map<String, String> namesAndValues) {
      metadata = Map.copyOf(namesAndValues);
      return this;
    }

    /** See {@link BucketConfig#flags}. */
    public Builder flags(StreamFlags streamFlags) {
      flags = streamFlags;
      return this;
    }

    /** See {@link BucketConfig#republish}. */
    public Builder republish(@Nullable Republish rule) {
      republish = rule;
      return this;
    }

    /** See {@link BucketConfig#sources}. */
    public Builder sources(List<BucketSource> others) {
      sources = List.copyOf(others);
      return this;
    }

    private static Duration usualWindow(Duration ttl) {
      return !ttl.isZero() && ttl.compareTo(DEFAULT_WINDOW) < 0 ? ttl : DEFAULT_WINDOW;
    }

    /** The finished configuration. */
    public BucketConfig build() {
      Duration window = duplicateWindow.isZero() ? usualWindow(ttl) : duplicateWindow;
      return new BucketConfig(
          name,
          description,
          history,
          ttl,
          maxValueBytes,
          maxBytes,
          storage,
          replicas,
          limitMarkerTtl,
          window,
          compressed,
          new TreeMap<>(metadata),
          flags,
          republish,
          sources);
    }
  }
}
