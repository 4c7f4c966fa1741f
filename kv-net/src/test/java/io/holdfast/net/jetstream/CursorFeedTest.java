package io.holdfast.net.jetstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.WatchOptions.Start;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.watch.BucketView;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A feed that rests while nobody listens, and goes on where it stood. */
@Timeout(30)
@Tag("W126")
class CursorFeedTest {
  private final LocalStore store = InMemoryStore.open();
  private final AtomicInteger signals = new AtomicInteger();

  private Bucket bucket;

  @BeforeEach
  void create() throws Exception {
    bucket = store.createBucket(BucketConfig.builder("B").history(3).build());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private BucketView view() {
    BucketView view = store.view().bucket("B");
    assertNotNull(view);
    return view;
  }

  private CursorFeed feed(Start start) {
    return new CursorFeed(view(), List.of(">"), start, 0, signals::incrementAndGet);
  }

  private void put(String... keys) throws InterruptedException {
    for (String key : keys) {
      bucket.put(key, Bytes.utf8("v"));
    }
  }

  private static String read(CursorFeed feed, int most) {
    ConsumerFeed.Slice slice = feed.read(most, Long.MAX_VALUE);
    assertNotNull(slice);
    var text = new StringBuilder();
    for (Entry entry : slice.entries()) {
      text.append(entry.key()).append(entry.revision()).append(' ');
    }
    return text.append('/').append(slice.pending()).toString();
  }

  @Test
  void shouldShowTheNewestOfItsStartAndAllThatCameWhileItRested() throws Exception {
    put("a", "b", "a");
    CursorFeed feed = feed(Start.LATEST);
    feed.rest();
    put("b", "c");

    // What was overwritten before it was read comes as what it is now, once.
    assertEquals(3, feed.pending());
    assertEquals("a3 b4 /1", read(feed, 2));
    assertEquals("c5 /0", read(feed, 9));
    assertEquals("/0", read(feed, 9));
    assertEquals(5, feed.position());
  }

  @Test
  void shouldGoOnBetweenTwoReadsOfAListing() throws Exception {
    put("a", "b", "a", "c");
    CursorFeed feed = feed(Start.LATEST);
    assertEquals("b2 /2", read(feed, 1));
    feed.rest();
    put("b", "b");

    assertEquals("a3 c4 b5 b6 /0", read(feed, 9));
  }

  @Test
  void shouldGoOnAfterEverythingItHadRead() throws Exception {
    put("a", "b");
    CursorFeed feed = feed(Start.HISTORY);
    assertEquals("a1 b2 /0", read(feed, 9));
    assertEquals("/0", read(feed, 9));
    feed.rest();
    put("c");

    assertEquals(1, feed.pending());
    assertEquals("c3 /0", read(feed, 9));
  }

  @Test
  void shouldNotBeSignalledWhileItRests() throws Exception {
    CursorFeed feed = feed(Start.UPDATES);
    assertEquals("/0", read(feed, 9));
    put("a");
    assertEquals(1, signals.get());
    assertEquals("a1 /0", read(feed, 9));
    assertEquals("/0", read(feed, 9));
    feed.rest();
    put("b");

    assertEquals(1, signals.get());
    assertEquals("b2 /0", read(feed, 9));
    assertEquals("/0", read(feed, 9));
    put("c");
    assertEquals(2, signals.get());
  }

  @Test
  void shouldSkipWhatWasRemovedWhileItRested() throws Exception {
    put("a", "b", "c", "d");
    CursorFeed feed = feed(Start.HISTORY);
    assertEquals("a1 /3", read(feed, 1));
    feed.rest();
    for (String key : List.of("b", "d")) {
      store.submit(new Command.PurgeEntries("B", key, Long.MAX_VALUE, 0)).join();
    }

    assertEquals(1, feed.pending());
    assertEquals("c3 /0", read(feed, 9));
  }

  @Test
  void shouldTellThatTheBucketIsGone() throws Exception {
    CursorFeed feed = feed(Start.HISTORY);
    feed.rest();
    store.deleteBucket("B");

    assertNull(feed.read(9, Long.MAX_VALUE));
  }
}
