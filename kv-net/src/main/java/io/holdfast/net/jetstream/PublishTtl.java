package io.holdfast.net.jetstream;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Headers;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.watch.BucketView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The time to live of a publish and the headers that tell of it.
 *
 * @param ttl as the store counts it
 * @param headers to be stored; {@code Nats-TTL} is rewritten where the bucket raised it
 */
record PublishTtl(Ttl ttl, Headers headers) {
  /**
   * Reads {@code Holdfast-TTL}, which wins, or {@code Nats-TTL}: {@code never}, a Go duration or
   * whole seconds. Where the bucket writes limit markers and keeps history, less than the marker's
   * own life is raised to that.
   *
   * @throws ApiError 10165 for what is neither, or less than a second
   */
  static PublishTtl read(PublishHeaders headers, @Nullable BucketView bucket) {
    OptionalLong millis = headers.millis("Holdfast-TTL");
    if (millis.isPresent()) {
      return new PublishTtl(new Ttl(millis.getAsLong() * 1_000_000), headers.stored());
    }
    String text = headers.get(EntryMessage.TTL);
    if (text == null || text.isEmpty()) {
      return new PublishTtl(Ttl.NONE, headers.stored());
    }
    if (text.equalsIgnoreCase("never")) {
      return new PublishTtl(Ttl.NEVER, headers.stored());
    }
    OptionalLong plain = PublishHeaders.number(text);
    long seconds =
        plain.isPresent() ? plain.getAsLong() : GoDuration.wholeSeconds(utf8(text)).orElse(0);
    if (seconds < 1 || seconds > Long.MAX_VALUE / 1_000_000_000L) {
      throw new ApiError(400, 10165, "invalid per-message TTL");
    }
    long least = bucket == null ? 0 : leastSeconds(bucket.status().config());
    return seconds >= least
        ? new PublishTtl(Ttl.of(Duration.ofSeconds(seconds)), headers.stored())
        : new PublishTtl(Ttl.of(Duration.ofSeconds(least)), withTtl(headers.stored(), least));
  }

  /** Headers are kept as one character per byte; only here a sign beyond ASCII has a meaning. */
  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static long leastSeconds(BucketConfig config) {
    return config.history() == 1 ? 0 : config.limitMarkerTtl().toSeconds();
  }

  private static Headers withTtl(Headers headers, long seconds) {
    String block = new String(headers.block().toArray(), StandardCharsets.ISO_8859_1);
    int line = block.indexOf("\r\n" + EntryMessage.TTL + ":") + 2;
    String raised =
        block.substring(0, line)
            + EntryMessage.TTL
            + ": "
            + seconds
            + block.substring(block.indexOf("\r\n", line));
    return Headers.ofBlock(Bytes.wrap(raised.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
