package io.holdfast.interop;

import static io.holdfast.interop.Watched.END;
import static io.nats.client.api.KeyValueWatchOption.IGNORE_DELETE;
import static io.nats.client.api.KeyValueWatchOption.INCLUDE_HISTORY;
import static io.nats.client.api.KeyValueWatchOption.META_ONLY;
import static io.nats.client.api.KeyValueWatchOption.UPDATES_ONLY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nats.client.KeyValue;
import io.nats.client.impl.NatsKeyValueWatchSubscription;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every option of a watch: how it begins, what it tells, in which order. */
@Tag("W134")
class WatchTest extends JnatsTest {
  private KeyValue story() throws Exception {
    KeyValue kv = bucket(10);
    kv.put("k.1", "a");
    kv.put("k.1", "aa");
    kv.put("k.2", "z");
    kv.delete("k.1");
    kv.put("k.2", "zz");
    kv.put("k.1", "aaa");
    kv.delete("k.2");
    return kv;
  }

  @Test
  void shouldBeginWithTheNewestOfEachKey() throws Exception {
    KeyValue kv = story();
    var seen = new Watched();
    kv.watchAll(seen);

    assertEquals(List.of("k.1=aaa", "k.2 DELETE", END), seen.next(3));
    kv.put("k.3", "new");
    kv.purge("k.1");
    assertEquals(List.of("k.3=new", "k.1 PURGE"), seen.next(2));
  }

  @Test
  void shouldEndAnEmptyBeginningAtOnce() throws Exception {
    KeyValue kv = bucket();
    var seen = new Watched();
    kv.watchAll(seen);
    assertEquals(List.of(END), seen.next(1));
    kv.put("k", "v");
    assertEquals(List.of("k=v"), seen.next(1));
  }

  @Test
  void shouldTellHistory() throws Exception {
    var seen = new Watched(INCLUDE_HISTORY);
    story().watch("k.1", seen, seen.options());
    assertEquals(List.of("k.1=a", "k.1=aa", "k.1 DELETE", "k.1=aaa", END), seen.next(5));
  }

  @Test
  void shouldTellUpdatesOnly() throws Exception {
    KeyValue kv = story();
    var seen = new Watched(UPDATES_ONLY);
    kv.watch("k.*", seen, seen.options());
    assertEquals(List.of(END), seen.next(1));
    kv.put("k.1", "later");
    assertEquals(List.of("k.1=later"), seen.next(1));
  }

  @Test
  void shouldLeaveOutDeletes() throws Exception {
    KeyValue kv = story();
    kv.purge("k.9");
    var seen = new Watched(INCLUDE_HISTORY, IGNORE_DELETE);
    kv.watchAll(seen, seen.options());
    assertEquals(List.of("k.1=a", "k.1=aa", "k.2=z", "k.2=zz", "k.1=aaa", END), seen.next(6));
  }

  @Test
  void shouldTellSizesWithoutValues() throws Exception {
    var seen = new Watched(META_ONLY, INCLUDE_HISTORY);
    story().watch("k.1", seen, seen.options());
    assertEquals(List.of(1L, 2L, 0L, 3L), seen.sizes(4));
    assertEquals(List.of(END), seen.next(1));

    var words = new Watched(META_ONLY);
    story().watchAll(words, words.options());
    assertEquals(List.of("k.1=", "k.2 DELETE", END), words.next(3));
  }

  @Test
  void shouldBeginAtARevision() throws Exception {
    KeyValue kv = story();
    var one = new Watched();
    kv.watch("k.1", one, 2, one.options());
    assertEquals(List.of("k.1=aa", "k.1 DELETE", "k.1=aaa", END), one.next(4));
    var all = new Watched();
    kv.watchAll(all, 5, all.options());
    assertEquals(List.of("k.2=zz", "k.1=aaa", "k.2 DELETE", END), all.next(4));
  }

  @Test
  void shouldWatchSeveralKeysAndTellEachOnce() throws Exception {
    needsVersion(10, "several filters");
    KeyValue kv = story();
    kv.put("other", "x");
    var seen = new Watched();
    kv.watch(List.of("k.1", "other", "none.>"), seen, seen.options());
    assertEquals(List.of("k.1=aaa", "other=x", END), seen.next(3));
    kv.put("k.2", "not watched");
    kv.put("none.a", "y");
    assertEquals(List.of("none.a=y"), seen.next(1));

    var from = new Watched();
    kv.watch(List.of("k.1", "k.2"), from, 6, from.options());
    assertEquals(List.of("k.1=aaa", "k.2 DELETE", "k.2=not watched", END), from.next(4));
  }

  @Test
  void shouldMatchByPattern() throws Exception {
    KeyValue kv = bucket();
    var star = new Watched();
    var tail = new Watched();
    kv.watch("*.b", star, star.options());
    kv.watch("a.>", tail, tail.options());
    for (String key : List.of("a", "a.b", "x.b", "a.b.c")) {
      kv.put(key, "v");
    }
    assertEquals(List.of(END, "a.b=v", "x.b=v"), star.next(3));
    assertEquals(List.of(END, "a.b=v", "a.b.c=v"), tail.next(3));
  }

  @Test
  void shouldTellAllWatchersTheSame() throws Exception {
    KeyValue kv = bucket(64);
    var mine = new Watched();
    var others = new Watched();
    kv.watchAll(mine);
    another().keyValue(kv.getBucketName()).watchAll(others);
    for (int i = 0; i < 50; i++) {
      kv.put("k." + i % 5, i);
    }
    List<Long> all = LongStream.rangeClosed(1, 50).boxed().toList();
    assertEquals(all, mine.revisions(50));
    assertEquals(all, others.revisions(50));
  }

  @Test
  void shouldDeliverMoreThanTheWindowOfFlowControl() throws Exception {
    KeyValue kv = bucket();
    byte[] value = new byte[200_000];
    for (int i = 0; i < 60; i++) {
      kv.put("k." + i, value);
    }
    var seen = new Watched();
    kv.watchAll(seen);
    assertEquals(LongStream.rangeClosed(1, 60).boxed().toList(), seen.revisions(60));
  }

  @Test
  void shouldForgetAWatchThatIsOver() throws Exception {
    KeyValue kv = bucket();
    NatsKeyValueWatchSubscription watch = kv.watchAll(new Watched());
    String stream = "KV_" + kv.getBucketName();
    assertEquals(1, client.jetStreamManagement().getConsumerNames(stream).size());

    watch.unsubscribe();
    eventually(() -> client.jetStreamManagement().getConsumerNames(stream).size(), n -> n == 0);
  }
}
