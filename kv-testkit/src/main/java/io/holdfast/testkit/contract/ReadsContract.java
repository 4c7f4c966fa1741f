package io.holdfast.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Listing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reads of one key, of a revision, of a history, and lists at one revision. */
public interface ReadsContract extends StoreAccess {
  @Test
  default void shouldFindNothingUnderAKeyNeverWritten() {
    assertEquals(Optional.empty(), await(bucket().getAsync("a")));
    assertEquals(List.of(), history(bucket(), "a"));
    assertEquals(Optional.empty(), await(bucket().getRevisionAsync("a", 1)));
  }

  @Test
  default void shouldDescribeAnEntry() {
    long revision = put("a.b", "1");

    Entry entry = await(bucket().getAsync("a.b")).orElseThrow();

    assertEquals("a.b", entry.key());
    assertEquals(bucket().name(), entry.bucket().name());
    assertEquals(revision, entry.revision());
    assertEquals(await(bucket().statusAsync()).incarnation(), entry.token().incarnation());
    assertEquals(Optional.empty(), entry.owner());
  }

  @Test
  default void shouldReadWhatWasWrittenWithEachConsistency() {
    long revision = put("a", "1");

    assertEquals("1", valueOf(await(bucket().getAsync("a", Consistency.LINEARIZABLE))));
    assertEquals("1", valueOf(await(bucket().getAsync("a", Consistency.atLeast(revision)))));
    eventually(
        "a local read sees the write",
        () -> valueOf(await(bucket().getAsync("a", Consistency.LOCAL))).equals("1"));
  }

  @Test
  default void shouldReadOldRevisions() {
    long first = put("a", "1");
    put("a", "2");
    long marker = await(bucket().deleteAsync("a"));

    assertEquals("1", valueOf(await(bucket().getRevisionAsync("a", first))));
    assertTrue(await(bucket().getRevisionAsync("a", marker)).orElseThrow().isMarker());
  }

  @Test
  default void shouldReadARevisionOnlyUnderItsOwnKey() {
    long revision = put("a", "1");

    assertEquals(Optional.empty(), await(bucket().getRevisionAsync("b", revision)));
    assertEquals(Optional.empty(), await(bucket().getRevisionAsync("a", revision + 1)));
  }

  @Test
  default void shouldKeepAsManyEntriesPerKeyAsTheHistoryAllows() {
    for (int i = 1; i <= 7; i++) {
      put("a", "v" + i);
      put("b", "v" + i);
    }

    assertEquals(
        List.of("a=v3@5", "a=v4@7", "a=v5@9", "a=v6@11", "a=v7@13"), history(bucket(), "a"));
    assertEquals(14, await(bucket().historyAsync("a")).revision());
    assertEquals(Optional.empty(), await(bucket().getRevisionAsync("a", 3)));
  }

  @Test
  default void shouldListLiveKeysSorted() {
    put("c", "1");
    put("a.x", "1");
    put("b", "1");
    put("a.x", "2");
    await(bucket().deleteAsync("b"));

    Listing<String> keys = await(bucket().keysAsync());

    assertEquals(List.of("a.x", "c"), keys.items());
    assertEquals(5, keys.revision());
  }

  @Test
  default void shouldListEntriesInRevisionOrder() {
    put("c", "1");
    put("a", "1");
    put("b", "1");
    put("c", "2");
    await(bucket().purgeAsync("b"));

    Listing<Entry> entries = await(bucket().entriesAsync());

    assertEquals(
        List.of("a=1@2", "c=2@4"), entries.items().stream().map(StoreAccess::inShort).toList());
    assertEquals(5, entries.revision());
  }

  @Test
  default void shouldListWhatMatchesAnyFilterOnce() {
    for (String key : List.of("a", "a.b", "a.b.c", "a.c", "b.b", "ab")) {
      put(key, "1");
    }

    assertEquals(List.of("a.b", "a.c"), keys(bucket(), "a.*"));
    assertEquals(List.of("a.b", "a.b.c", "a.c"), keys(bucket(), "a.>"));
    assertEquals(List.of("a.b", "b.b"), keys(bucket(), "*.b"));
    assertEquals(List.of("a.b", "a.c", "b.b"), keys(bucket(), "a.*", "*.b"));
    assertEquals(List.of("a", "ab"), keys(bucket(), "ab", "a", "a", "missing"));
    assertEquals(List.of(), keys(bucket(), "c.>"));
  }

  @Test
  default void shouldListAnEmptyBucket() {
    assertEquals(new Listing<String>(List.of(), 0), await(bucket().keysAsync()));
    assertEquals(new Listing<Entry>(List.of(), 0), await(bucket().entriesAsync()));
  }

  @Test
  default void shouldRefuseFiltersThatAreNone() {
    for (String filter : List.of("", "a..b", "a.>.b", ".a", "a b")) {
      refused(InvalidArgumentException.class, () -> bucket().keysAsync(filter));
      refused(InvalidArgumentException.class, () -> bucket().entriesAsync("ok", filter));
    }
  }

  private List<String> keys(Bucket bucket, String... filters) {
    return await(bucket.keysAsync(filters)).items();
  }

  private static String valueOf(Optional<Entry> entry) {
    return entry.map(found -> found.value().utf8()).orElse("-");
  }
}
