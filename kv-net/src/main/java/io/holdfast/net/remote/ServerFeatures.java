package io.holdfast.net.remote;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Capabilities.TtlPrecision;
import io.holdfast.kv.InvalidArgumentException;
import java.util.regex.Pattern;

/**
 * What the server can do, by the version that it tells. A NATS server ignores fields that it does
 * not know, so what is too new for it would be dropped without a word: it is refused here by name,
 * or done without where the result is the same. Thread-safe: immutable, and the version is that of
 * the server that the link is connected to now.
 */
final class ServerFeatures {
  private static final Pattern VERSION = Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})(\\D.*)?");

  /** A feature and the NATS version that brought it (source: the NATS ADRs named). */
  enum Feature {
    /** Of a consumer (ADR-34); before, everything is asked for and filtered here. */
    SEVERAL_FILTERS("several filters", 2, 10),
    /** Of a stream (ADR-33). */
    METADATA("metadata of a bucket", 2, 10),
    /** Of a stream's files. */
    COMPRESSION("compression", 2, 10),
    /** Of a message (ADR-43). */
    KEY_TTL("a time to live per key", 2, 11),
    /** In place of entries that a limit removes (ADR-43). */
    LIMIT_MARKERS("limit markers", 2, 11),
    /** Of publishes (ADR-50). */
    ATOMIC_BATCHES("atomic batches", 2, 12);

    private final String title;
    private final int major;
    private final int minor;

    Feature(String title, int major, int minor) {
      this.title = title;
      this.major = major;
      this.minor = minor;
    }
  }

  private final Link link;
  private final boolean holdfast;

  /** Of the server that {@code link} leads to; one that speaks our extension has everything. */
  ServerFeatures(Link link, boolean holdfast) {
    this.link = link;
    this.holdfast = holdfast;
  }

  /** Whether it speaks our extension. */
  boolean holdfast() {
    return holdfast;
  }

  /** Whether the server has it; a version that is no number is taken for a new one. */
  boolean has(Feature feature) {
    var version = VERSION.matcher(link.serverVersion());
    if (holdfast || !version.matches()) {
      return true;
    }
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    return major > feature.major || (major == feature.major && minor >= feature.minor);
  }

  /**
   * Lets what needs {@code feature} go on.
   *
   * @param what the operation and the thing it is done to
   * @throws InvalidArgumentException when the server is too old, naming both versions
   */
  void require(Feature feature, String what) {
    if (!has(feature)) {
      throw new InvalidArgumentException(
          what
              + ": the NATS server "
              + link.serverVersion()
              + " at "
              + link.url()
              + " does not know "
              + feature.title
              + ", which came with "
              + feature.major
              + "."
              + feature.minor
              + ": use a newer server, or do without");
    }
  }

  /**
   * Lets a bucket that the server can keep as it is asked for go on. That it permits a time to live
   * per key is the default and no wish: such a bucket is made without, and refuses each write that
   * asks for one.
   */
  void requireFor(BucketConfig config, String what) {
    if (!config.metadata().isEmpty()) {
      require(Feature.METADATA, what);
    }
    if (config.compressed()) {
      require(Feature.COMPRESSION, what);
    }
    if (!config.limitMarkerTtl().isZero()) {
      require(Feature.LIMIT_MARKERS, what);
    }
    if (config.flags().atomicBatches()) {
      require(Feature.ATOMIC_BATCHES, what);
    }
  }

  /** How finely the server counts a key's time to live. */
  TtlPrecision ttlPrecision() {
    if (!has(Feature.KEY_TTL)) {
      return TtlPrecision.NONE;
    }
    return holdfast ? TtlPrecision.MILLIS : TtlPrecision.SECONDS;
  }

  /** The server's version, for people. */
  String version() {
    return link.serverVersion();
  }
}
