package io.holdfast.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Capabilities.TtlPrecision;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.WriteOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Time to live of keys and buckets. The times are the shortest that every precision can hold. */
public interface ExpiryContract extends StoreAccess {
  /** The time to live used. */
  Duration SHORT = Duration.ofSeconds(1);

  /** What a store that is no more precise than this may be early. */
  Duration CLOCK_SLACK = Duration.ofMillis(20);

  @Test
  default void shouldExpireAKeyAfterItsTimeToLiveAndNotBefore() {
    assumeKeyTtl();
    long begin = clock().nanos();
    putFor(bucket(), "a", SHORT);
    put("b", "stays");

    eventually("the key expires", () -> text("a").equals("-"));

    assertNotEarly(begin, SHORT);
    assertEquals("stays", text("b"));
    assertEquals(List.of("b"), await(bucket().keysAsync()).items());
  }

  @Test
  default void shouldLeaveNoTraceOfAnExpiredKeyWithoutLimitMarkers() {
    assumeKeyTtl();
    putFor(bucket(), "a", SHORT);

    eventually("the key expires", () -> text("a").equals("-"));

    assertEquals(List.of(), history(bucket(), "a"));
    assertEquals(1, await(bucket().statusAsync()).lastRevision());
  }

  @Test
  default void shouldLeaveAMarkerOfAnExpiredKeyWithLimitMarkers() {
    assumeKeyTtl();
    Bucket marking = newBucket(settings -> settings.limitMarkerTtl(Duration.ofMinutes(1)));
    putFor(marking, "a", SHORT);

    eventually("the key expires", () -> text(marking, "a").equals("-"));

    List<Entry> history = await(marking.historyAsync("a")).items();
    assertEquals(1, history.size());
    assertEquals(EntryKind.PURGE, history.get(0).kind());
    assertEquals(MarkerReason.EXPIRED, history.get(0).reason());
    assertEquals(2, history.get(0).revision());
  }

  @Test
  default void shouldCountTheTimeToLiveFromTheLastWrite() {
    assumeKeyTtl();
    long revision = putFor(bucket(), "a", SHORT.multipliedBy(3));
    advance(SHORT);
    long begin = clock().nanos();
    await(
        bucket()
            .updateAsync(
                "a",
                Bytes.utf8("renewed"),
                revision,
                WriteOptions.DEFAULT.ttl(SHORT.multipliedBy(3))));

    eventually("the renewed key expires", () -> text("a").equals("-"));

    assertNotEarly(begin, SHORT.multipliedBy(3));
  }

  @Test
  default void shouldKeepAKeyThatIsWrittenWithoutTimeToLive() {
    assumeKeyTtl();
    putFor(bucket(), "a", SHORT);
    put("a", "stays");
    putFor(bucket(), "witness", SHORT);

    eventually("the witness, written later, expires", () -> text("witness").equals("-"));

    assertEquals("stays", text("a"));
  }

  @Test
  default void shouldExpireEverythingInABucketWithATimeToLive() {
    Bucket aging = newBucket(settings -> settings.ttl(SHORT));
    long begin = clock().nanos();
    put(aging, "a", "1");
    put(aging, "b", "1");

    eventually("all keys expire", () -> await(aging.keysAsync()).items().isEmpty());

    assertNotEarly(begin, SHORT);
    assertEquals(2, await(aging.statusAsync()).lastRevision());
  }

  @Test
  default void shouldRefuseATimeToLiveThatIsNone() {
    refused(
        InvalidArgumentException.class,
        () -> bucket().putAsync("a", Bytes.EMPTY, WriteOptions.DEFAULT.ttl(Duration.ZERO)));
    refused(
        InvalidArgumentException.class,
        () ->
            bucket().putAsync("a", Bytes.EMPTY, WriteOptions.DEFAULT.ttl(Duration.ofSeconds(-1))));
  }

  private void assumeKeyTtl() {
    assumeTrue(
        store().capabilities().perKeyTtl() != TtlPrecision.NONE,
        "the store has no time to live per key");
  }

  private long putFor(Bucket bucket, String key, Duration ttl) {
    return await(bucket.putAsync(key, Bytes.utf8("1"), WriteOptions.DEFAULT.ttl(ttl)));
  }

  private void assertNotEarly(long beginNanos, Duration ttl) {
    Duration lived = Duration.ofNanos(clock().nanos() - beginNanos);
    assertTrue(
        lived.compareTo(ttl.minus(CLOCK_SLACK)) >= 0, () -> "lived " + lived + ", promised " + ttl);
  }
}
