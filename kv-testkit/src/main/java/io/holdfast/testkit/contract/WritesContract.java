package io.holdfast.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.WrongRevisionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Single writes: with and without conditions, markers, limits, and several at once. */
public interface WritesContract extends StoreAccess {
  /** Keys that no store may accept. */
  List<String> BAD_KEYS =
      List.of(
          "",
          ".a",
          "a.",
          "a..b",
          "a b",
          "a\tb",
          "a\n",
          "*",
          "a.*",
          ">",
          "a.>",
          "x".repeat(600),
          "half\uD83D");

  @Test
  default void shouldCountRevisionsOverTheWholeBucket() {
    assertEquals(1, put("a", "1"));
    assertEquals(2, put("b", "1"));
    assertEquals(3, put("a", "2"));
    assertEquals("2", text("a"));
  }

  @Test
  default void shouldKeepValuesByteForByte() {
    var data = new byte[64 * 1024];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 31 + i / 256);
    }

    await(bucket().putAsync("large", Bytes.copyOf(data), WriteOptions.DEFAULT));
    await(bucket().putAsync("empty", Bytes.EMPTY, WriteOptions.DEFAULT));

    assertEquals(Bytes.copyOf(data), await(bucket().getAsync("large")).orElseThrow().value());
    assertEquals(Bytes.EMPTY, await(bucket().getAsync("empty")).orElseThrow().value());
  }

  @Test
  default void shouldKeepHeaders() {
    Headers headers = Headers.of("X-Owner", "team a", "X-Tag", "1", "X-Tag", "2");

    await(bucket().putAsync("a", Bytes.utf8("v"), WriteOptions.DEFAULT.headers(headers)));

    Headers found = await(bucket().getAsync("a")).orElseThrow().headers();
    assertEquals("team a", found.first("X-Owner").orElse("missing"));
    assertEquals(List.of("1", "2"), found.all("X-Tag"));
  }

  @Test
  default void shouldCreateOnlyWhatIsNotLive() {
    long revision = create("a", "1");

    refused(AlreadyExistsException.class, () -> creating("a", "2"));

    assertEquals(1, revision);
    assertEquals("1", text("a"));
    assertEquals(2, put("b", "1"), "a refused write takes no revision");
  }

  @Test
  default void shouldCreateOverMarkers() {
    create("a", "1");
    await(bucket().deleteAsync("a"));
    create("a", "2");
    await(bucket().purgeAsync("a"));

    assertEquals(5, create("a", "3"));
    assertEquals("3", text("a"));
  }

  @Test
  default void shouldUpdateOnlyAtTheExpectedRevision() {
    long first = put("a", "1");
    long second = await(bucket().updateAsync("a", Bytes.utf8("2"), first, WriteOptions.DEFAULT));

    var late =
        refused(
            WrongRevisionException.class,
            () -> bucket().updateAsync("a", Bytes.utf8("3"), first, WriteOptions.DEFAULT));

    assertEquals("a", late.key());
    assertEquals(first, late.expected());
    assertTrue(
        late.actual() == second || late.actual() == 0, "0 is allowed where a server does not say");
    assertEquals("2", text("a"));
  }

  @Test
  default void shouldNotUpdateWhatIsNotThere() {
    refused(
        WrongRevisionException.class,
        () -> bucket().updateAsync("a", Bytes.utf8("1"), 7, WriteOptions.DEFAULT));
  }

  @Test
  default void shouldLeaveAMarkerOnDelete() {
    put("a", "1");

    assertEquals(2, await(bucket().deleteAsync("a")));

    assertEquals("-", text("a"));
    List<Entry> history = await(bucket().historyAsync("a")).items();
    assertEquals(2, history.size());
    assertEquals(EntryKind.DELETE, history.get(1).kind());
    assertEquals(MarkerReason.CLIENT, history.get(1).reason());
    assertTrue(history.get(1).value().isEmpty());
  }

  @Test
  default void shouldDeleteOnlyAtTheExpectedRevision() {
    long first = put("a", "1");
    long second = put("a", "2");

    refused(WrongRevisionException.class, () -> bucket().deleteAsync("a", first));
    assertEquals("2", text("a"));

    await(bucket().deleteAsync("a", second));
    assertEquals("-", text("a"));
  }

  @Test
  default void shouldRemoveTheHistoryOnPurge() {
    put("a", "1");
    put("a", "2");
    put("b", "1");

    assertEquals(4, await(bucket().purgeAsync("a")));

    assertEquals(List.of("a=PURGE@4"), history(bucket(), "a"));
    assertEquals("1", text("b"));
  }

  @Test
  default void shouldPurgeOnlyAtTheExpectedRevision() {
    long first = put("a", "1");
    long second = put("a", "2");

    refused(WrongRevisionException.class, () -> bucket().purgeAsync("a", first));
    assertEquals("2", text("a"));

    await(bucket().purgeAsync("a", second));
    assertEquals(List.of("a=PURGE@3"), history(bucket(), "a"));
  }

  @Test
  default void shouldCountAMarkerAsTheNewestRevision() {
    put("a", "1");
    long marker = await(bucket().deleteAsync("a"));

    await(bucket().updateAsync("a", Bytes.utf8("2"), marker, WriteOptions.DEFAULT));

    assertEquals("2", text("a"));
  }

  @Test
  default void shouldRefuseAValueLargerThanTheBucketAllows() {
    Bucket small = newBucket(settings -> settings.maxValueBytes(100));

    put(small, "fits", "x".repeat(100));
    refused(
        LimitExceededException.class,
        () -> small.putAsync("a", Bytes.utf8("x".repeat(101)), WriteOptions.DEFAULT));

    assertEquals("-", text(small, "a"));
    assertEquals(1, await(small.statusAsync()).lastRevision());
  }

  @Test
  default void shouldRefuseGrowthOfAFullBucketAndStillDelete() {
    Bucket full = newBucket(settings -> settings.maxBytes(2_000));
    put(full, "a", "x".repeat(1_500));

    refused(
        LimitExceededException.class,
        () -> full.putAsync("b", Bytes.utf8("x".repeat(1_500)), WriteOptions.DEFAULT));
    await(full.purgeAsync("a"));

    put(full, "b", "x".repeat(1_500));
    assertEquals("-", text(full, "a"));
  }

  @Test
  default void shouldRefuseKeysThatCannotBeStored() {
    for (String key : BAD_KEYS) {
      refused(InvalidArgumentException.class, () -> bucket().getAsync(key));
      refused(InvalidArgumentException.class, () -> bucket().historyAsync(key));
      refused(InvalidArgumentException.class, () -> bucket().getRevisionAsync(key, 1));
      refused(InvalidArgumentException.class, () -> creating(key, "1"));
      refused(InvalidArgumentException.class, () -> bucket().deleteAsync(key));
      refused(InvalidArgumentException.class, () -> bucket().purgeAsync(key));
    }
    assertEquals(0, await(bucket().statusAsync()).lastRevision());
  }

  @Test
  default void shouldKeepKeysOfOtherScripts() {
    put("größe.鍵.a=b/c", "1");

    assertEquals("1", text("größe.鍵.a=b/c"));
    assertEquals(List.of("größe.鍵.a=b/c"), await(bucket().keysAsync()).items());
  }

  @Test
  default void shouldRefuseToExpectARevisionBelowOne() {
    put("a", "1");

    for (long revision : new long[] {0, -1, Long.MIN_VALUE}) {
      refused(
          InvalidArgumentException.class,
          () -> bucket().updateAsync("a", Bytes.EMPTY, revision, WriteOptions.DEFAULT));
      refused(InvalidArgumentException.class, () -> bucket().deleteAsync("a", revision));
      refused(InvalidArgumentException.class, () -> bucket().purgeAsync("a", revision));
    }
    assertEquals("1", text("a"));
  }

  @Test
  default void shouldLetExactlyOneOfManyCreatesWin() {
    var attempts = new ArrayList<CompletionStage<Long>>();
    for (int i = 0; i < 32; i++) {
      attempts.add(creating("contested", "value " + i));
    }

    assertEquals(1, winners(attempts, AlreadyExistsException.class));
    assertEquals(1, await(bucket().getAsync("contested")).orElseThrow().revision());
  }

  @Test
  default void shouldLetExactlyOneOfManyUpdatesWin() {
    long revision = put("contested", "start");
    var attempts = new ArrayList<CompletionStage<Long>>();
    for (int i = 0; i < 32; i++) {
      attempts.add(
          bucket()
              .updateAsync("contested", Bytes.utf8("value " + i), revision, WriteOptions.DEFAULT));
    }

    assertEquals(1, winners(attempts, WrongRevisionException.class));
    assertEquals(2, await(bucket().getAsync("contested")).orElseThrow().revision());
  }

  private long create(String key, String value) {
    return await(creating(key, value));
  }

  private CompletionStage<Long> creating(String key, String value) {
    return bucket().createAsync(key, Bytes.utf8(value), WriteOptions.DEFAULT);
  }

  private int winners(
      List<CompletionStage<Long>> attempts, Class<? extends RuntimeException> refusal) {
    int winners = 0;
    for (CompletionStage<Long> attempt : attempts) {
      try {
        await(attempt);
        winners++;
      } catch (RuntimeException e) {
        if (!refusal.isInstance(e)) {
          throw e;
        }
      }
    }
    return winners;
  }
}
