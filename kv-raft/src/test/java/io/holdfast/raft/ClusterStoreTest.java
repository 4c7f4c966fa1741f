package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WatchOptions;
import io.holdfast.testkit.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three durable stores in this JVM that are one cluster, each with its own files, over TCP. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ClusterStoreTest {
  /** Long enough that a busy machine elects nobody anew. */
  private static final Duration ELECTION = Duration.ofSeconds(1);

  /** Many elections long. */
  private static final Duration LONG = Duration.ofSeconds(40);

  @TempDir Path folder = Path.of("");
  private final Map<Integer, InetSocketAddress> addresses = new TreeMap<>();
  private final Map<Integer, KeyValueStore> stores = new TreeMap<>();

  @BeforeEach
  void start() throws Exception {
    // An address of this test's own: a port that was free a moment ago is free there still.
    var random = ThreadLocalRandom.current();
    var own =
        InetAddress.getByAddress(
            new byte[] {127, (byte) random.nextInt(1, 255), (byte) random.nextInt(256), 1});
    var held = new ArrayList<ServerSocket>();
    for (int number = 1; number <= 3; number++) {
      var socket = new ServerSocket(0, 1, own);
      held.add(socket);
      addresses.put(number, (InetSocketAddress) socket.getLocalSocketAddress());
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    for (int number = 1; number <= 3; number++) {
      open(number, ClusterOptions.of(addresses).begin(), options -> options);
    }
  }

  @AfterEach
  void stop() {
    stores.values().forEach(KeyValueStore::close);
  }

  private void open(int number) {
    open(number, options -> options);
  }

  private void open(int number, UnaryOperator<DurableStoreOptions.Builder> more) {
    open(number, ClusterOptions.of(addresses), more);
  }

  private void open(
      int number, ClusterOptions cluster, UnaryOperator<DurableStoreOptions.Builder> more) {
    var options =
        DurableStoreOptions.at(folder.resolve("n" + number))
            .nodeNumber(number)
            .cluster(cluster.electionTimeout(ELECTION));
    stores.put(number, DurableStore.open(more.apply(options).build()));
  }

  /** Keeps the view that a store gives its listener when it is opened. */
  private static final class Seen implements StorageListener {
    private final AtomicReference<StorageView> view = new AtomicReference<>();

    @Override
    public void opened(StorageView opened) {
      view.set(opened);
    }

    long firstIndex() {
      return Objects.requireNonNull(view.get()).firstIndex();
    }
  }

  private KeyValueStore store(int number) {
    return Objects.requireNonNull(stores.get(number));
  }

  /** Does {@code step} once the cluster can: until then it must be refused, and nothing else. */
  private static <T> T once(Step<T> step) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (true) {
      try {
        return step.run();
      } catch (UnavailableException noLeaderYet) {
        assertTrue(System.nanoTime() < end, () -> "still " + noLeaderYet);
        TimeUnit.MILLISECONDS.sleep(5); // between two attempts; bounded above
      }
    }
  }

  @FunctionalInterface
  private interface Step<T> {
    T run() throws InterruptedException;
  }

  @Test
  @Tag("G1")
  void shouldWriteAtEachNodeAndReadItAtEveryOther() throws Exception {
    once(() -> store(1).createBucket(BucketConfig.builder("B").history(3).build()));
    long revision = 0;
    for (int round = 0; round < 10; round++) {
      for (int writer = 1; writer <= 3; writer++) {
        revision = store(writer).bucket("B").put("k", "by " + writer + " in " + round);
        for (int reader = 1; reader <= 3; reader++) {
          Entry read = store(reader).bucket("B").get("k").orElseThrow();
          assertEquals(revision, read.revision(), "stale at node " + reader);
          assertEquals("by " + writer + " in " + round, read.value().utf8());
        }
      }
    }
    assertEquals(30, revision);
  }

  /** What was forwarded is answered after it is applied here, so that even a local read sees it. */
  @Test
  void shouldReadItsOwnWritesLocallyWhereverTheyWereSentOn() throws Exception {
    once(() -> store(1).createBucket(BucketConfig.of("B")));
    for (int i = 0; i < 50; i++) {
      for (int node = 1; node <= 3; node++) {
        Bucket bucket = store(node).bucket("B");
        long revision = bucket.put("k" + node, "v" + i);
        assertEquals(revision, bucket.get("k" + node, Consistency.LOCAL).orElseThrow().revision());
      }
    }
  }

  @Test
  @Tag("G20")
  void shouldTellWatchersAtEveryNodeEachEntryOnceAndInOrder() throws Exception {
    once(() -> store(1).createBucket(BucketConfig.builder("B").history(64).build()));
    var heard = new ArrayList<BlockingQueue<Long>>();
    for (int node = 1; node <= 3; node++) {
      var revisions = new LinkedBlockingQueue<Long>();
      heard.add(revisions);
      once(() -> store(1).bucket("B").status());
      store(node).bucket("B").watch(WatchOptions.all(), entry -> revisions.add(entry.revision()));
    }
    for (int i = 0; i < 60; i++) {
      store(1 + i % 3).bucket("B").put("k", "v" + i);
    }
    for (BlockingQueue<Long> revisions : heard) {
      for (long expected = 1; expected <= 60; expected++) {
        assertEquals(expected, revisions.poll(LONG.toSeconds(), TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void shouldLoseNothingAcknowledgedWhenNodesStopOneAfterAnother() throws Exception {
    once(() -> store(1).createBucket(BucketConfig.of("B")));
    int acknowledged = 0;
    for (int stopped = 1; stopped <= 3; stopped++) {
      store(stopped).close();
      var left = new ArrayList<>(List.of(1, 2, 3));
      left.remove(Integer.valueOf(stopped));
      for (int i = 0; i < 20; i++) {
        String key = "k" + acknowledged;
        KeyValueStore at = store(left.get(i % 2));
        once(() -> putOrFind(at.bucket("B"), key));
        acknowledged++;
      }
      open(stopped);
      int all = acknowledged;
      KeyValueStore back = store(stopped);
      assertEquals(all, once(() -> back.bucket("B").keys()).items().size(), "at node " + stopped);
    }
  }

  /** What it missed is in nobody's log any more. */
  @Test
  @Tag("G18")
  void shouldCatchUpByASnapshotANodeThatWasAwayForLongerThanTheLogReachesBack() throws Exception {
    once(() -> store(1).createBucket(BucketConfig.of("B")));
    store(1).bucket("B").put("before", "v");
    var seen = new TreeMap<Integer, Seen>();
    stop();
    for (int number = 1; number <= 2; number++) {
      var view = new Seen();
      seen.put(number, view);
      open(number, options -> options.listener(view).snapshotEvery(1 << 30, 40));
    }
    Bucket written = once(() -> store(1).bucket("B"));
    for (int i = 0; i < 300; i++) {
      String key = "k" + i;
      once(() -> putOrFind(written, key));
    }
    for (Seen each : seen.values()) {
      // A snapshot is taken beside the writes, and the log is cut behind it.
      Eventually.until(LONG, "a log that is cut", () -> each.firstIndex() >= 100);
    }

    var view = new Seen();
    open(3, options -> options.listener(view));

    KeyValueStore back = store(3);
    assertEquals(301, once(() -> back.bucket("B").keys()).items().size());
    assertTrue(view.firstIndex() > 1, "it was not a snapshot that brought it here");
    long revision = once(() -> back.bucket("B").put("after", "v"));
    assertEquals(302, revision);
    store(3).close();
    open(3);
    KeyValueStore again = store(3);
    assertEquals(302, once(() -> again.bucket("B").keys()).items().size());
  }

  /** A write whose fate is not known is looked for, as the error says. */
  private static long putOrFind(Bucket bucket, String key) throws InterruptedException {
    try {
      return bucket.put(key, "v");
    } catch (IndeterminateException unknown) {
      return once(() -> bucket.get(key).map(Entry::revision)).orElse(-1L);
    }
  }

  @Test
  @Tag("G1")
  void shouldRefuseInAMinorityAndReadNothingStale() throws Exception {
    once(() -> store(1).createBucket(BucketConfig.of("B")));
    Bucket alone = store(1).bucket("B");
    alone.put("k", "v");
    store(2).close();
    store(3).close();
    long end = System.nanoTime() + LONG.toNanos();
    // Until the leader, should it be this one, has noticed that nobody follows any more.
    HoldfastException refused = assertThrows(HoldfastException.class, () -> alone.put("k", "w"));
    while (!(refused instanceof UnavailableException) && System.nanoTime() < end) {
      refused = assertThrows(HoldfastException.class, () -> alone.put("k", "w"));
    }
    assertEquals(UnavailableException.class, refused.getClass());
    assertTrue(String.valueOf(refused.getMessage()).contains("try again"), refused.getMessage());
    assertThrows(UnavailableException.class, () -> alone.get("k"));
    assertEquals("v", alone.get("k", Consistency.LOCAL).orElseThrow().value().utf8());
  }

  @Test
  void shouldRefuseNodesThatCannotBeACluster() throws IOException {
    var one = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7001);
    var two = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7002);
    refused("name two or more", Map.of(1, one));
    refused("both listen at", Map.of(1, one, 2, one));
    refused("by numbers from 1", Map.of(0, one, 1, two));
    var options =
        DurableStoreOptions.at(folder.resolve("x"))
            .nodeNumber(3)
            .cluster(ClusterOptions.of(Map.of(1, one, 2, two)));
    var wrong = assertThrows(InvalidArgumentException.class, options::build);
    assertTrue(String.valueOf(wrong.getMessage()).contains("this is node 3"), wrong.getMessage());
  }

  private static void refused(String words, Map<Integer, InetSocketAddress> nodes) {
    var wrong = assertThrows(InvalidArgumentException.class, () -> ClusterOptions.of(nodes));
    assertTrue(String.valueOf(wrong.getMessage()).contains(words), wrong.getMessage());
  }

  /** It has forgotten for whom it voted, and what it acknowledged. */
  @Test
  @Tag("G13")
  void shouldNotLetANodeComeBackThatLostItsDirectory() throws Exception {
    once(() -> store(1).createBucket(BucketConfig.of("B")));
    store(3).close();

    var refused =
        assertThrows(
            InvalidArgumentException.class,
            () ->
                DurableStore.open(
                    DurableStoreOptions.at(folder.resolve("empty"))
                        .nodeNumber(3)
                        .cluster(ClusterOptions.of(addresses))
                        .build()));

    assertTrue(
        String.valueOf(refused.getMessage()).contains("forgotten for whom it voted"),
        refused.getMessage());
    assertFalse(Files.exists(folder.resolve("empty")));
  }

  @Test
  void shouldRefuseTheDirectoryOfAnotherCluster() throws Exception {
    once(() -> store(1).createBucket(BucketConfig.of("B")));
    store(1).close();
    var others = new TreeMap<>(addresses);
    others.remove(3);

    var refused =
        assertThrows(
            HoldfastException.class,
            () ->
                DurableStore.open(
                    DurableStoreOptions.at(folder.resolve("n1"))
                        .cluster(ClusterOptions.of(others).begin())
                        .build()));

    assertTrue(String.valueOf(refused.getMessage()).contains("cluster"), refused.getMessage());
  }
}
